export { getAgentPerformance } from "./get-agent-performance.ts";
export { getRegionPerformance } from "./get-region-performance.ts";
