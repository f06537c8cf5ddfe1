export { closeIncident } from "./close-incident.ts";
export { findEvidence } from "./find-evidence.ts";
export { type IncidentLoop, startIncidentLoop } from "./incident-loop.ts";
export { findOpenIncident, getIncident, isAutomationHeld, listIncidents } from "./incident-row.ts";
export { judgeIncident, openIncident } from "./open-incident.ts";
