export {
  writeTelemetry,
  countRows,
  type TelemetryBatch,
  type RegionFigures,
  type AgentFigures,
} from "./telemetry-rows.ts";
