export {
  errorCodes,
  httpStatusOf,
  AppError,
  isAppError,
  errorBodyOf,
  type ErrorCode,
  type ErrorBody,
} from "./errors.ts";
export { RegionId, AgentId, ModelVersionId, IncidentId, newId, Sha256Hex, RevisionString } from "./ids.ts";
export { canonicalJson, CanonicalWriter, sha256Hex, hashOf } from "./canonical-json.ts";
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
  Reason,
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
export { VersionSplit, isInSplit } from "./version-split.ts";
export {
  brakingStates,
  CloseIncidentInput,
  IncidentEvidence,
  IncidentState,
  incidentTransitions,
  IncidentView,
} from "./incident.ts";
export { ClientGateway, WhereAnswer, nearestFirst } from "./where.ts";
export { Readiness } from "./readiness.ts";
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
  EngineLayout,
  EngineFigures,
  SelfBenchmark,
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
  PickerFault,
  OriginLive,
  FleetLive,
  ChangedMessage,
} from "./operator-protocol.ts";
export {
  AgentView,
  RegionView,
  FleetView,
  FleetEventView,
  TesterOptions,
  TestParseInput,
  TestParseResult,
} from "./fleet-view.ts";
export {
  parseLimits,
  ParseRequest,
  StreamedParseRequest,
  AddressElement,
  addressErrorCodes,
  AddressError,
  AddressExplanation,
  AddressResult,
  ParseResponse,
  ParseStreamLine,
  parseStreamType,
  asksForStream,
  parseHeaders,
  ParsePriority,
  ParseCallHeaders,
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
  streamStages,
  type StreamStage,
  gatewayStages,
  Stage,
  StageHistogram,
  StageBand,
  batchRowsBounds,
  GpuReading,
  inferenceCounters,
  gatewayCounters,
  TargetCounts,
  ShareMark,
  shareMarksMax,
  TelemetryFrame,
} from "./telemetry.ts";
export {
  bandStages,
  StageBands,
  bandsByVersion,
  type BandMean,
  type BandStage,
  type StageTimes,
} from "./stage-bands.ts";
export {
  comparedRequestsMin,
  performanceMinutesMax,
  AgentPerformanceInput,
  RegionPerformanceInput,
  StageMean,
  StageComparison,
  VersionTimes,
  WorkFigures,
  GpuView,
  AgentPerformance,
  RegionPerformance,
} from "./performance.ts";
export { overprovisioning, regionShares, type RegionHealth, type RegionShare } from "./shares.ts";
export { SmoothWrr } from "./smooth-wrr.ts";
export { rotationOf, rotationWeight, type NodeStanding, type Rotation } from "./rotation.ts";
export { loadModelOf, type LoadFigures, type LoadModel, type Policy } from "./load-model.ts";
export { forecastLoad, type LoadForecast, type RegionUse } from "./load-forecast.ts";
export { worstRegionLoss, type RegionLoss } from "./region-loss.ts";
export { planTraffic, type RegionPlan, type RegionStanding, type Servant } from "./traffic-plan.ts";
export { slowStart } from "./slow-start.ts";
export { slowRatio, healthFactor, commonRatio } from "./health-factor.ts";
export { NodePace, type Pace, type PaceAnswer, type PaceRequest, type RunReport } from "./node-pace.ts";
export { latencyOutliers, type LatencyOutlier } from "./latency-outliers.ts";
export {
  answerRule,
  connectionRule,
  Ejection,
  latencyRule,
  type Evidence,
  type EjectionRule,
} from "./ejection.ts";
export {
  DrainThen,
  DrainInput,
  DrainView,
  DesiredRegion,
  DesiredNode,
  ShiftTrafficInput,
  ShiftNodesInput,
  UndoTrafficInput,
  ApplyTimes,
  Convergence,
  TrafficTargetView,
  NodeOutView,
  GatewayStandingView,
  TrafficNodeView,
  OriginView,
  SplitView,
  SplitVersionsInput,
  RegionNodesView,
  TrafficView,
  TrafficChangeView,
  TrafficChanged,
  ListTrafficChangesInput,
  TrafficChangesPage,
  weightsProblem,
} from "./traffic.ts";
export {
  RolloutState,
  openRolloutStates,
  RolloutStepState,
  RolloutGates,
  StartRolloutInput,
  RolloutCommandInput,
  GateView,
  RolloutNodeView,
  RolloutStepView,
  RolloutView,
  ModelVersionView,
} from "./rollout.ts";
export {
  passwordLengthMin,
  passwordLengthMax,
  PersonName,
  EmailAddress,
  NewPassword,
  UserView,
  SessionView,
  UserInput,
  ChangeRoleInput,
  DeactivateUserInput,
  ReactivateUserInput,
  EndSessionInput,
  ChangePasswordInput,
  InvitationView,
  InviteInput,
  InvitationCreated,
  AcceptInvitationInput,
  ApiTokenView,
  TokenLifetimeDays,
  CreateTokenInput,
  TokenCreated,
} from "./access.ts";
export {
  AuditFilter,
  AuditListInput,
  AuditChange,
  AuditPage,
  AuditFacets,
  AuditProblem,
  AuditVerification,
} from "./audit.ts";
export { OverviewSeries, OverviewHistory, OverviewChange, OverviewDrain, OverviewView } from "./overview.ts";
export {
  CreateRegionInput,
  UpdateRegionInput,
  ArchiveRegionInput,
  RegionArchiveBlock,
  RegionEntry,
  AgentArchiveRule,
  AgentEntry,
  RenameAgentInput,
  AgentActionInput,
  CreateEnrolmentTokenInput,
  EnrolmentTokenCreated,
  EnrolmentTokenView,
  RevokeEnrolmentTokenInput,
} from "./settings.ts";
export {
  SafetyRules,
  safetyRuleDefaults,
  SafetyRuleName,
  SafetyBreach,
  SafetyView,
  SetSafetyRulesInput,
  SafetySwitchInput,
  BreakGlassInput,
} from "./safety.ts";
export { declaredShares, pointsMoved, type Weighed } from "./declared-shares.ts";
export { ShareVerdict, requestsNeeded, shareNoise, judgeShare, type ShareFigures } from "./share-verdict.ts";
export { ShareCause } from "./share-causes.ts";
export { TargetShare, ShareReport, TrafficShares, originShares, nodeShares, sumUp } from "./share-report.ts";
