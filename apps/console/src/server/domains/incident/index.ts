export { isAutomationHeld } from "./automation.ts";
export { closeIncident } from "./close-incident.ts";
export { findEvidence } from "./find-evidence.ts";
export { findOpenIncident } from "./incident-row.ts";
export { listIncidents } from "./list-incidents.ts";
export { judgeIncident, openIncident } from "./open-incident.ts";
export { type IncidentLoop, startIncidentLoop } from "./incident-loop.ts";
