export {
  writeTelemetry,
  countRows,
  type TelemetryBatch,
  type RegionFigures,
  type AgentFigures,
} from "./telemetry-rows.ts";
export { findRegionFigures, type StoredFigures } from "./find-region-figures.ts";
