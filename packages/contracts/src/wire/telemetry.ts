import { z } from "zod";
import { bandStages, StageBand } from "../measure/stage-breakdown.ts";
import { AnyId, toldText } from "../text.ts";
import { KeyCounts, keyCountsMax } from "./client-keys.ts";

/** Stages with a histogram of their own. `total` is sent every frame, the others every 10 s. */
export const inferenceStages = ["total", ...bandStages] as const;
/** Streamed requests have these instead: from arrival to the first line, and to the summary. */
const streamStages = ["firstLine", "stream"] as const;
export type StreamStage = (typeof streamStages)[number];
const gatewayParts = ["pick", "connect", "upstream"] as const;
export const gatewayStages = ["total", ...gatewayParts] as const;
export const Stage = z.enum([...inferenceStages, ...streamStages, ...gatewayParts]);
export type Stage = z.infer<typeof Stage>;

/** Sums of many are still finite: what cannot be stored must not reach a row that holds others' figures too. */
const figureMax = Number.MAX_SAFE_INTEGER;
const Count = z.number().min(0).max(figureMax);
const namesMax = 64;
const figuresByName = (value: z.ZodNumber) =>
  z
    .record(z.string().regex(/^[A-Za-z0-9]{1,40}$/, "expected letters and digits"), value)
    .refine((figures) => Object.keys(figures).length <= namesMax, `expected at most ${namesMax} names`);

/** Histogram of one stage and version since the frame before (stages: since their last sending). */
export const StageHistogram = z.object({
  stage: Stage,
  /** Version name; empty where none was chosen (e.g. refused requests). */
  version: z.string().max(100),
  /** See SparseHistogram in measure/histogram.ts. */
  sparse: z.array(Count).max(1600),
  sumMs: Count,
});
export type StageHistogram = z.infer<typeof StageHistogram>;

const outcomes = {
  ok: "Requests answered with a status below 400.",
  clientErrors: "Requests answered with 4xx other than 429.",
  serverErrors: "Requests answered with 5xx.",
  refused: "Requests answered with 429.",
} as const;

const tests = { testRequests: "Requests of the console itself, counted nowhere else." } as const;

/** A node's counters with their HELP. They only rise while `bootId` stays the same: a lost frame loses no count. */
export const inferenceCounterHelp = {
  requests: "Requests received.",
  addresses: "Addresses received.",
  ...outcomes,
  addressErrors: "Addresses answered with an error.",
  cacheHits: "Addresses answered from the cache.",
  batches: "Batches that an engine ran.",
  tokensReal: "Tokens in these batches, without padding.",
  tokensPadded: "Tokens in these batches, padding included.",
  engineRestarts: "Engine processes that were lost and replaced.",
  outOfMemory: "Batches that an engine had no memory for.",
  ...tests,
} as const;
export const inferenceCounters = Object.keys(inferenceCounterHelp) as (keyof typeof inferenceCounterHelp)[];

/** A gateway's counters with their HELP. */
export const gatewayCounterHelp = {
  requests: "Requests received.",
  ...outcomes,
  retries: "Times a request was sent again, to another node or to one that was only slow to answer.",
  bodiesRefused: "Requests refused because the bodies in flight had no room for theirs.",
  connectionsRefused: "Connections refused because there were too many.",
  withoutKey: "Requests without a valid API key, whether one was asked for or not.",
  refusedByKey:
    "Requests refused for want of an API key, or by its limits: client errors, those with 429 too.",
  unroutable: "Requests for which no node could be chosen.",
  splitRequests: "Requests whose version the version split chose.",
  splitFallbacks: "Of these, requests answered by stable because no node held the version.",
  ...tests,
} as const;
export const gatewayCounters = Object.keys(gatewayCounterHelp) as (keyof typeof gatewayCounterHelp)[];

/**
 * Per node since the routing table came into effect: picks, sum of expected shares at each pick, failures seen
 * (docs/architecture.md, "Choosing a node", 8).
 */
export const TargetCounts = z.tuple([AnyId, Count, Count, Count]);
export type TargetCounts = z.infer<typeof TargetCounts>;

/**
 * What makes a gateway's expected shares differ from the declared ones beyond nodes out of rotation: a node's warming
 * up (`slow-start`: 0.1–1 of its weight) or slowness (`slow`: h, 0.01–1), requests for a version that a node lacks (`version`:
 * the part of all that may go there), a region in panic (1).
 */
export const ShareMark = z.tuple([
  z.string().max(40),
  z.enum(["slow-start", "slow", "version", "panic"]),
  Count,
]);
export type ShareMark = z.infer<typeof ShareMark>;
/** A gateway sends no more marks than this: beyond it they explain nothing further. */
export const shareMarksMax = 32;

/** Upper bounds of the classes of batch size, in rows. */
export const batchRowsBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;

const Reading = Count.nullable();
/**
 * One GPU as its driver reports it: index, name, use in percent, MiB of memory used and in all, degrees Celsius, watts.
 * Null: not reported.
 */
export const GpuReading = z.tuple([
  z.number().int().min(0),
  toldText(64),
  Reading,
  Reading,
  Reading,
  Reading,
  Reading,
]);
export type GpuReading = z.infer<typeof GpuReading>;

/** One frame a second, MessagePack on the wire, at most 1 KB at 100 requests/s for one version. */
export const TelemetryFrame = z.object({
  bootId: z.string().max(50),
  seq: z.number().int().min(0),
  uptimeMs: z.number().min(0),
  counters: figuresByName(Count),
  gauges: figuresByName(z.number().min(-figureMax).max(figureMax)),
  histograms: z.array(StageHistogram).max(64),
  bands: z.array(StageBand).max(256).optional(),
  /** Inference nodes: batches since start by `batchRowsBounds`. */
  batchRows: z.array(Count).length(batchRowsBounds.length).optional(),
  /** Inference nodes, when they were read anew, every 10 s at most. Empty: they can no longer be read. */
  gpus: z.array(GpuReading).max(16).optional(),
  /** Gateways: targets whose counts changed since the frame before. */
  targets: z.array(TargetCounts).max(4096).optional(),
  /** Gateways: all marks that stand; none when absent. */
  marks: z.array(ShareMark).max(shareMarksMax).optional(),
  /** Gateways: how many routing tables came into effect since start; with each, `targets` start over. */
  table: z.number().int().min(0).optional(),
  /** Gateways: what clients' API keys were used for since the frame before. */
  keys: z.array(KeyCounts).max(keyCountsMax).optional(),
});
export type TelemetryFrame = z.infer<typeof TelemetryFrame>;
