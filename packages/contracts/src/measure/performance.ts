import { z } from "zod";
import { Presence } from "../fleet.ts";
import { bandStages } from "./stage-bands.ts";

/** The console holds an hour of what nodes tell of their requests' time. */
export const performanceMinutesMax = 60;
/** With fewer requests the slowest 5 % are less than one. */
export const comparedRequestsMin = 20;
const Minutes = z.number().int().min(1).max(performanceMinutesMax).default(15);

export const AgentPerformanceInput = z.object({ agentId: z.string().max(40), minutes: Minutes });
export type AgentPerformanceInput = z.infer<typeof AgentPerformanceInput>;
export const RegionPerformanceInput = z.object({ regionId: z.string().max(40), minutes: Minutes });
export type RegionPerformanceInput = z.infer<typeof RegionPerformanceInput>;

/** Mean ms of a request in each stage, which sum to the total. */
export const StageMean = z.object({
  totalMs: z.number().min(0),
  stagesMs: z.record(z.enum(bandStages), z.number().min(0)),
});
export type StageMean = z.infer<typeof StageMean>;

/** Where the time of all requests went beside that of the slowest 5 %. */
export const StageComparison = z.object({
  requests: z.number().int().min(1),
  all: StageMean,
  slowest: StageMean,
  /** The stage that makes the slowest slow; null when they hardly are, or when there are too few requests to tell. */
  slowStage: z.enum(bandStages).nullable(),
});
export type StageComparison = z.infer<typeof StageComparison>;

export const VersionTimes = StageComparison.extend({ version: z.string() });
export type VersionTimes = z.infer<typeof VersionTimes>;

const Figure = z.number().nullable();

/** A node's work over the last 10 s; null where there is no data. */
export const WorkFigures = z.object({
  /** Padding not counted. */
  tokensPerSecond: Figure,
  /** Padding ÷ all tokens that ran, 0–1. */
  paddingShare: Figure,
  cacheHitShare: Figure,
  queueLength: Figure,
  loopDelayMsP99: Figure,
  rssBytes: Figure,
  /** Padded tokens that a batch may hold now: less than the setting after memory ran out. */
  batchTokens: Figure,
});
export type WorkFigures = z.infer<typeof WorkFigures>;

/** A GPU as its node last read it; null: its driver does not say. */
export const GpuView = z.object({
  index: z.number().int(),
  name: z.string(),
  useShare: Figure,
  memoryUsedBytes: Figure,
  memoryBytes: Figure,
  temperatureC: Figure,
  powerW: Figure,
});
export type GpuView = z.infer<typeof GpuView>;

export const AgentPerformance = z.object({
  /** When the console received the newest frame; null: none since it started. */
  receivedAt: z.date().nullable(),
  /** Over the minutes asked for, the version with most requests first. */
  versions: z.array(VersionTimes),
  /** Batches of at most so many rows, and of more than the entry before, over the same minutes. */
  batches: z.array(z.object({ rowsMax: z.number().int(), count: z.number() })),
  now: WorkFigures,
  gpus: z.array(GpuView),
});
export type AgentPerformance = z.infer<typeof AgentPerformance>;

export const RegionPerformance = z.object({
  versions: z.array(VersionTimes),
  /** Each node of the region, all of its versions together; null: no requests. */
  nodes: z.array(
    z.object({
      agentId: z.string(),
      name: z.string(),
      presence: Presence,
      times: StageComparison.nullable(),
    }),
  ),
});
export type RegionPerformance = z.infer<typeof RegionPerformance>;
