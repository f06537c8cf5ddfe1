export { findRegionFigures, type StoredFigures } from "./find-region-figures.ts";
export {
  type AgentFigures,
  countRows,
  type RegionFigures,
  type TelemetryBatch,
  writeTelemetry,
} from "./telemetry-rows.ts";
export { TelemetryWriter } from "./telemetry-writer.ts";
export type { TelemetrySeries } from "./telemetry-series.ts";
