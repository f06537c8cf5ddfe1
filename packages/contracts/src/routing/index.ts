export { Picker, type PickerOptions } from "./choice/picker.ts";
export { Verdict } from "./choice/verdict.ts";
export {
  judgeTraffic,
  type RegionTraffic,
  type PickCounts,
  type RoutableNode,
  type RoutableRegion,
  type Target,
  type TrafficView,
  type UpstreamEvidence,
} from "./choice/view.ts";
export {
  answerRule,
  connectionRule,
  Ejection,
  type EjectionRule,
  type Evidence,
  latencyRule,
} from "./ejection.ts";
export { commonSlowness, healthFactor, slownessTolerated } from "./health-factor.ts";
export { ejectLate, type LatencyOutlier, latencyOutliers } from "./latency-outliers.ts";
export {
  SlownessTracker,
  type Slowness,
  type AnswerTiming,
  type SentRequest,
  type RunReport,
} from "./slowness-tracker.ts";
export { type NodeStatus, type Rotation, rotationOf, rotationWeight } from "./rotation.ts";
export {
  declaredShares,
  pointsMoved,
  type RegionHealth,
  type RegionShare,
  regionShares,
  type Weighed,
} from "./shares.ts";
export { SmoothWrr } from "./smooth-wrr.ts";
export { planTraffic, type RegionPlan, type RegionStatus, type ServingNode } from "./traffic-plan.ts";
export { isInSplit, VersionSplit } from "./version-split.ts";
