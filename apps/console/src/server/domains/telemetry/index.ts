export { findRegionFigures, type StoredFigures } from "./find-region-figures.ts";
export {
  type AgentFigures,
  countRows,
  type RegionFigures,
  type TelemetryBatch,
  writeTelemetry,
} from "./telemetry-rows.ts";
export { startTelemetryLoop } from "./telemetry-loop.ts";
export type { TelemetrySeries } from "./plan-telemetry.ts";
