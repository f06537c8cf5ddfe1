export type { TrafficSubject } from "./subject.ts";
export { addDefaultPolicies } from "./default-policy.ts";
export { endDrains, listDrains, type StandingDrain } from "./end-drains.ts";
export { getOrigin, getRegionNodes } from "./get-one.ts";
export { getTraffic, type TrafficContext } from "./get-traffic.ts";
export { listTrafficChanges } from "./list-traffic-changes.ts";
export { shiftNodes } from "./shift-nodes.ts";
export { shiftTraffic } from "./shift-traffic.ts";
export { undoTraffic } from "./undo-traffic.ts";
