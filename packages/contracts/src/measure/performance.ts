import { z } from "zod";
import { AnyId } from "../text.ts";
import { Presence } from "../fleet.ts";
import { bandStages } from "./stage-breakdown.ts";

/** The console keeps an hour of stage breakdowns in memory. */
export const performanceMinutesMax = 60;
/** With fewer requests the slowest 5 % are less than one. */
export const comparedRequestsMin = 20;
const Minutes = z
  .number()
  .int()
  .min(1)
  .max(performanceMinutesMax)
  .default(15)
  .describe(`Minutes back from now, 1 to ${performanceMinutesMax}.`);

export const AgentPerformanceInput = z.object({
  agentId: AnyId.describe("The node."),
  minutes: Minutes,
});
export type AgentPerformanceInput = z.infer<typeof AgentPerformanceInput>;
export const RegionPerformanceInput = z.object({
  regionId: AnyId.describe("The region."),
  minutes: Minutes,
});
export type RegionPerformanceInput = z.infer<typeof RegionPerformanceInput>;

export const StageMean = z.object({
  totalMs: z.number().min(0).describe("Mean time of a request on the node in ms."),
  stagesMs: z
    .record(z.enum(bandStages), z.number().min(0))
    .describe("Mean ms by stage; the stages sum to totalMs."),
});
export type StageMean = z.infer<typeof StageMean>;

/** Where the time of all requests went beside that of the slowest 5 %. */
export const StageComparison = z.object({
  requests: z.number().int().min(1).describe("Requests measured."),
  all: StageMean.describe("Of all requests."),
  slowest: StageMean.describe("Of the slowest 5 %."),
  slowStage: z
    .enum(bandStages)
    .nullable()
    .describe("Stage that makes the slowest slow; null: they hardly are, or there are too few requests."),
});
export type StageComparison = z.infer<typeof StageComparison>;

export const VersionTimes = StageComparison.extend({ version: z.string().describe("Version name.") });
export type VersionTimes = z.infer<typeof VersionTimes>;

const Figure = z.number().nullable();

/** A node's work over the last 10 s. */
export const WorkFigures = z.object({
  tokensPerSecond: Figure.describe("Tokens run per second, without padding; null: no data."),
  paddingShare: Figure.describe("Padding ÷ all tokens run, 0 to 1; null: no data."),
  cacheHitShare: Figure.describe("Addresses answered from the cache ÷ all addresses, 0 to 1; null: no data."),
  queueLength: Figure.describe("Addresses waiting; null: no data."),
  loopDelayMsP99: Figure.describe("99th percentile of the event loop's delay in ms; null: no data."),
  rssBytes: Figure.describe("Resident memory of the node's process in bytes; null: no data."),
  batchTokens: Figure.describe(
    "Most padded tokens in a batch now; below the setting after the GPU ran out of memory. Null: no data.",
  ),
});
export type WorkFigures = z.infer<typeof WorkFigures>;

/** A GPU as its node last read it. */
export const GpuView = z.object({
  index: z.number().int().describe("Index that the driver gives it, from 0."),
  name: z.string().describe("Model name."),
  useShare: Figure.describe("Use, 0 to 1; null: the driver does not say."),
  memoryUsedBytes: Figure.describe("Memory in use in bytes; null: the driver does not say."),
  memoryBytes: Figure.describe("Memory in all in bytes; null: the driver does not say."),
  temperatureC: Figure.describe("Temperature in degrees Celsius; null: the driver does not say."),
  powerW: Figure.describe("Power draw in watts; null: the driver does not say."),
});
export type GpuView = z.infer<typeof GpuView>;

export const AgentPerformance = z.object({
  receivedAt: z
    .date()
    .nullable()
    .describe("When the console received the newest telemetry; null: none since it started."),
  versions: z
    .array(VersionTimes)
    .describe("Over the minutes asked for; the version with most requests first."),
  batches: z
    .array(
      z.object({
        rowsMax: z.number().int().describe("Most addresses in a batch of this class."),
        count: z.number().describe("Batches with at most rowsMax addresses, and more than the class before."),
      }),
    )
    .describe("Batches by size, over the minutes asked for."),
  now: WorkFigures.describe("The node's work over the last 10 s."),
  gpus: z.array(GpuView).describe("Its GPUs; empty: none, or nvidia-smi cannot be run."),
});
export type AgentPerformance = z.infer<typeof AgentPerformance>;

export const RegionPerformance = z.object({
  versions: z.array(VersionTimes).describe("All nodes together; the version with most requests first."),
  nodes: z
    .array(
      z.object({
        agentId: z.string().describe("Node id."),
        name: z.string().describe("Node name."),
        presence: Presence,
        times: StageComparison.nullable().describe("All of its versions together; null: no requests."),
      }),
    )
    .describe("Each node of the region."),
});
export type RegionPerformance = z.infer<typeof RegionPerformance>;
