export {
  type AgentState,
  agentState,
  isOwnWord,
  isSamePosition,
  type ReportedAgent,
  type StateReason,
} from "./agent-state.ts";
export type { Figures } from "./figures.ts";
export { isServing } from "./is-serving.ts";
export { judgeFleet, type Situation } from "./findings.ts";
export { type FleetSummary, summariseFleet } from "./fleet-summary.ts";
export { p95MsMax, successShareMin } from "./objectives.ts";
export { heardViews, mayTestify } from "./testimony.ts";
export { type RegionSum, sumUpFleet, sumUpRegion } from "./region-status.ts";
