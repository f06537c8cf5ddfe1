import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseManifest, type Precision } from "@meridian/model";
import type { SessionBatch } from "@meridian/model/session";
import { openModel, type OpenModel } from "../model/arms.ts";
import type { LoadProcess } from "./load-process.ts";
import { fullBatches } from "./raw.ts";
import { ServedNode } from "./served-node.ts";

export type Variant = {
  /** Ends the names of its checks. */
  name: string;
  folder: string;
  precision: Precision;
  /** 256 connections drain within a second or two. */
  isSmall: boolean;
  servedGoal: string;
};

export type Settings = { threads: number; seconds: number };

/** Padded tokens of a full batch where the model is fast enough. */
export const batchTokensMax = 256;
/** What waits at saturation. */
export const connections = 64;

/** A model served by a node, and the same model open in this process. */
export type Bench = {
  name: string;
  folder: string;
  precision: Precision;
  node: ServedNode;
  model: OpenModel;
  /** Padded tokens of a full batch, as the node settled on after it had run some. */
  batchTokens: number;
  /** About `seconds` of bare runs. */
  batches: SessionBatch[];
  load: LoadProcess;
  seconds: number;
};

/** The first that a version brings. */
export function ownPrecision(folder: string): Precision {
  const manifest = parseManifest(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")));
  const [precision] = manifest.precisions;
  if (precision === undefined) throw new Error(`${folder} has no precision`);
  return precision;
}

export async function withBench<T>(
  { name, folder, precision }: Variant,
  { threads, seconds }: Settings,
  load: LoadProcess,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const model = await openModel(folder, precision, threads);
  const node = await ServedNode.start({ folder, precision, threads, batchTokensMax });
  try {
    const batchTokens = await settledBudget(node, load);
    const batches = await batchesFor(model, batchTokens, seconds);
    return await work({ name, folder, precision, node, model, batchTokens, batches, load, seconds });
  } finally {
    await node.stop();
    await model.session.dispose();
  }
}

async function settledBudget(node: ServedNode, load: LoadProcess): Promise<number> {
  await load.closed(node.target, connections, { seconds: 2 });
  const tokens = (await node.metrics()).get("batch_tokens");
  if (tokens === undefined) throw new Error("the node does not tell its budget");
  return tokens;
}

async function batchesFor(model: OpenModel, batchTokens: number, seconds: number): Promise<SessionBatch[]> {
  const some = fullBatches(model, batchTokens, 1);
  for (const batch of some) await model.session.run(batch);
  const from = performance.now();
  for (const batch of some) await model.session.run(batch);
  const windows = Math.max(1, Math.round((seconds * 1000) / (performance.now() - from)));
  return fullBatches(model, batchTokens, windows);
}
