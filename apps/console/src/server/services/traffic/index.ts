export { addDefaultPolicies } from "./default-policy.ts";
export { getTraffic, type TrafficContext } from "./get-traffic.ts";
export { shiftNodes } from "./shift-nodes.ts";
export { shiftTraffic } from "./shift-traffic.ts";
