export {
  errorCodes,
  httpStatusOf,
  AppError,
  isAppError,
  errorBodyOf,
  type ErrorCode,
  type ErrorBody,
} from "./errors.ts";
export { RegionId, AgentId, ModelVersionId, newId, Sha256Hex, RevisionString } from "./ids.ts";
export { canonicalJson, sha256Hex, hashOf } from "./canonical-json.ts";
export {
  AgentRole,
  TargetState,
  stricterState,
  Weight,
  Precision,
  UserRole,
  roleIncludes,
  RegionName,
  AgentName,
  AgentUrl,
  Presence,
  InferenceLimits,
  GatewayLimits,
} from "./fleet.ts";
export {
  snapshotSchemaVersion,
  ModelFile,
  DesiredModel,
  InferenceSnapshot,
  SnapshotNode,
  SnapshotRegion,
  GatewaySnapshot,
  routingTableHash,
  Snapshot,
  SnapshotEnvelope,
  Position,
  comparePositions,
} from "./snapshot.ts";
export {
  agentProtocol,
  agentNamespace,
  agentEvents,
  EnrolInput,
  EnrolResult,
  AgentAuth,
  AgentHello,
  HelloReply,
  Refusal,
  HelloAck,
  DesiredStateAck,
  SlotStatus,
  ObservedSlot,
  InferenceEffective,
  GatewayEffective,
  Effective,
  RotationView,
  ObservedState,
  ObservedStateAck,
  AgentCommand,
  AgentCommandAck,
} from "./agent-protocol.ts";
export {
  operatorNamespace,
  operatorEvents,
  AgentLive,
  RegionLive,
  FleetLive,
  ChangedMessage,
} from "./operator-protocol.ts";
export { AgentView, RegionView, FleetView, TestParseInput } from "./fleet-view.ts";
export {
  parseLimits,
  ParseRequest,
  AddressElement,
  addressErrorCodes,
  AddressError,
  AddressResult,
  ParseResponse,
  parseHeaders,
  checkAddress,
} from "./parse.ts";
export {
  histogramSchema,
  bucketIndexMin,
  bucketIndexMax,
  bucketCount,
  bucketUpperMs,
  bucketIndexOf,
  Histogram,
  type SparseHistogram,
} from "./histogram.ts";
export {
  inferenceStages,
  gatewayStages,
  Stage,
  StageHistogram,
  inferenceCounters,
  gatewayCounters,
  TargetCounts,
  TelemetryFrame,
} from "./telemetry.ts";
export { overprovisioning, regionShares, type RegionHealth, type RegionShare } from "./shares.ts";
export { SmoothWrr } from "./smooth-wrr.ts";
