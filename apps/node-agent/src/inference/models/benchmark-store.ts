import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "@meridian/contracts/process";
import { SelfBenchmark } from "@meridian/contracts/wire";
import { z } from "zod";
import packageJson from "../../../package.json" with { type: "json" };
import { writeDurably } from "../../control/durable-file.ts";

const Stored = z.record(z.string(), SelfBenchmark);
const gpuTimeoutMs = 2000;

export type BenchmarkKey = {
  digest: string;
  precisions: readonly string[];
  providers: readonly string[];
  cores: number;
  batchTokens: number;
};

/** Self-benchmarks of this machine, one file in the agent's data folder. */
export class BenchmarkStore {
  private readonly path: string;

  constructor(private readonly dataDir: string) {
    this.path = join(dataDir, "self-benchmarks.json");
  }

  /** The stored benchmark of this subject; without one it calls `measure` and stores the result. */
  async obtain(subject: BenchmarkKey, measure: () => Promise<SelfBenchmark>): Promise<SelfBenchmark> {
    const key = await keyOf(subject);
    const before = (await this.load())[key];
    if (before) return before;
    const benchmark = await measure();
    await makeFolder(this.dataDir);
    await writeDurably(this.path, JSON.stringify({ ...(await this.load()), [key]: benchmark }));
    return benchmark;
  }

  /** A missing or damaged file costs another measurement and nothing else. */
  private async load(): Promise<z.infer<typeof Stored>> {
    const text = await readFile(this.path, "utf8").catch(() => "{}");
    try {
      return Stored.safeParse(JSON.parse(text)).data ?? {};
    } catch {
      return {};
    }
  }
}

/** Everything that the figures depend on: the machine, the model, how it is run and by which release. */
async function keyOf(subject: BenchmarkKey): Promise<string> {
  const machine = [cpus()[0]?.model ?? "", await gpuNames(subject.providers), packageJson.version];
  return createHash("sha256")
    .update(JSON.stringify([machine, subject]))
    .digest("hex");
}

async function gpuNames(providers: readonly string[]): Promise<string> {
  if (providers.every((provider) => provider === "cpu")) return "";
  const query = ["--query-gpu=name", "--format=csv,noheader"];
  return promisify(execFile)("nvidia-smi", query, { timeout: gpuTimeoutMs }).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
}
