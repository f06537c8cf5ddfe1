export { type PickCounts, Picker, type PickerOptions } from "./choice/picker.ts";
export { Verdict } from "./choice/verdict.ts";
export {
  judgeTraffic,
  type RegionTraffic,
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
export { commonRatio, healthFactor, slowRatio } from "./health-factor.ts";
export { ejectLate, type LatencyOutlier, latencyOutliers } from "./latency-outliers.ts";
export { NodePace, type Pace, type PaceAnswer, type PaceRequest, type RunReport } from "./node-pace.ts";
export { type NodeStanding, type Rotation, rotationOf, rotationWeight } from "./rotation.ts";
export {
  declaredShares,
  overprovisioning,
  pointsMoved,
  type RegionHealth,
  type RegionShare,
  regionShares,
  type Weighed,
} from "./shares.ts";
export { SmoothWrr } from "./smooth-wrr.ts";
export { planTraffic, type RegionPlan, type RegionStanding, type Servant } from "./traffic-plan.ts";
export { isInSplit, VersionSplit } from "./version-split.ts";
