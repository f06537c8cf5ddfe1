import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fetchText } from "@meridian/contracts/wait";
import { type DesiredModel, InferenceSnapshot } from "@meridian/contracts/wire";
import { parseManifest, type Precision } from "@meridian/model";
import { snapshotHeader, StoredAgent } from "../lib/stored-agent.ts";
import type { Target } from "./load-process.ts";

const bearer = "bearer-of-the-benchmark-0001";

export type NodeOptions = { folder: string; precision: Precision; threads: number; batchTokensMax: number };

/** The built agent in the role of a node, with one model and one engine. */
export class ServedNode {
  readonly target: Target;

  private constructor(private readonly agent: StoredAgent) {
    const headers = { authorization: `Bearer ${bearer}`, "x-deadline-ms": "60000" };
    this.target = { url: agent.url, headers };
  }

  static async start(options: NodeOptions): Promise<ServedNode> {
    return new ServedNode(await StoredAgent.start(snapshotOf(options), envOf(options)));
  }

  get pid(): number {
    return this.agent.pid;
  }

  /** Counters since start and gauges of now, by name. Reading starts a new window of the loop delay. */
  async metrics(): Promise<Map<string, number>> {
    const { text } = await fetchText(this.agent.metricsUrl, {}, { ms: 10_000 });
    const lines = text.matchAll(/^meridian_inference_(\w+)\{version="[^"]*"\} (\S+)$/gm);
    return new Map(Array.from(lines, ([, name = "", value]) => [name, Number(value)]));
  }

  stop(): Promise<void> {
    return this.agent.stop();
  }
}

function envOf({ folder, threads }: NodeOptions): Record<string, string> {
  return {
    MERIDIAN_MODEL_STORE: dirname(folder),
    MERIDIAN_ENGINES: "1",
    MERIDIAN_ENGINE_THREADS: String(threads),
    MERIDIAN_ENGINE_SPINNING: "true",
    MERIDIAN_SELF_BENCHMARK: "false",
  };
}

/** The result cache is off; the deadline is the console's own, which bounds the time of a batch. */
function snapshotOf({ folder, precision, batchTokensMax }: NodeOptions): InferenceSnapshot {
  const { name, digest, files } = parseManifest(
    JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")),
  );
  const model: DesiredModel = { name, digest, precision, files: [...files] };
  return InferenceSnapshot.parse({
    ...snapshotHeader,
    role: "inference",
    models: [model],
    defaultDigest: digest,
    limits: { batchTokensMax, queueLengthMax: 10_000, cacheBytes: 0, deadlineMsDefault: 5000 },
    bearers: [bearer],
  });
}
