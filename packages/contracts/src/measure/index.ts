export {
  bucketCount,
  bucketIndexMax,
  bucketIndexMin,
  bucketIndexOf,
  bucketUpperMs,
  Histogram,
  type SparseHistogram,
} from "./histogram.ts";
export {
  AgentPerformance,
  AgentPerformanceInput,
  comparedRequestsMin,
  GpuView,
  performanceMinutesMax,
  RegionPerformance,
  RegionPerformanceInput,
  StageComparison,
  StageMean,
  VersionTimes,
  WorkFigures,
} from "./performance.ts";
export {
  type BandMean,
  breakdownByVersion,
  type BandStage,
  bandStages,
  StageBand,
  StageBreakdown,
  type StageTimes,
} from "./stage-breakdown.ts";
