import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type DesiredModel, InferenceSnapshot } from "@meridian/contracts";
import { parseManifest, type Precision } from "@meridian/model";
import { entryPoints } from "../../../scripts/lib/paths.js";
import { isAnswering, waitFor } from "../../../scripts/lib/wait-for.js";
import { freePort } from "../../harness/free-port.ts";
import type { Target } from "./load-process.ts";

const bearer = "bearer-of-the-benchmark-0001";
const agentId = "ag_000000000001";
const region = { id: "rg_000000000001", name: "bench" };

export type NodeOptions = { folder: string; precision: Precision; threads: number; batchTokensMax: number };

/** The built agent as it runs after a restart without its console: by the last snapshot that it stored. */
export class ServedNode {
  readonly target: Target;

  private constructor(
    private readonly child: ChildProcess,
    private readonly dir: string,
    port: number,
  ) {
    const headers = { authorization: `Bearer ${bearer}`, "x-deadline-ms": "60000" };
    this.target = { url: `http://127.0.0.1:${port}`, headers };
  }

  static async start(options: NodeOptions): Promise<ServedNode> {
    const dir = mkdtempSync(join(tmpdir(), "meridian-bench-"));
    const port = await freePort();
    writeDataDir(dir, port, options);
    const log = openSync(join(dir, "agent.log"), "w");
    const child = spawn(process.execPath, [entryPoints.agent, "--role", "inference"], {
      env: { ...process.env, ...agentEnv(dir, options) },
      stdio: ["ignore", log, log],
    });
    const node = new ServedNode(child, dir, port);
    const isUp = () => isAnswering(`${node.target.url}/readyz`);
    try {
      await waitFor(isUp, { what: "the node is ready", deadlineMs: 120_000, everyMs: 100 });
      return node;
    } catch (error) {
      await node.stop();
      throw error;
    }
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error("the node does not run");
    return this.child.pid;
  }

  /** Counters since start and gauges of now, by name. Reading starts a new window of the loop delay. */
  async metrics(): Promise<Map<string, number>> {
    const response = await fetch(`${this.target.url}/metrics`, { headers: this.target.headers });
    const lines = (await response.text()).matchAll(/^meridian_inference_(\w+)\{version="[^"]*"\} (\S+)$/gm);
    return new Map(Array.from(lines, ([, name = "", value]) => [name, Number(value)]));
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    if (this.child.exitCode === null) await once(this.child, "exit");
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function agentEnv(dir: string, { folder, threads }: NodeOptions): Record<string, string> {
  return {
    NODE_ENV: "production",
    // Nobody listens there.
    MERIDIAN_CONSOLE_URL: "http://127.0.0.1:9",
    MERIDIAN_DATA_DIR: dir,
    MERIDIAN_MODEL_STORE: dirname(folder),
    MERIDIAN_ENGINES: "1",
    MERIDIAN_ENGINE_THREADS: String(threads),
    MERIDIAN_ENGINE_SPINNING: "true",
    MERIDIAN_SELF_BENCHMARK: "false",
    LOG_LEVEL: "warn",
  };
}

function writeDataDir(dir: string, port: number, options: NodeOptions): void {
  const identity = {
    agentId,
    role: "inference",
    credential: "c".repeat(32),
    name: "bench-node",
    region,
    port,
  };
  writeFileSync(join(dir, "identity.json"), JSON.stringify(identity));
  const body = JSON.stringify(snapshotOf(options));
  const sha256 = createHash("sha256").update(body).digest("hex");
  mkdirSync(join(dir, "snapshots"));
  writeFileSync(join(dir, "snapshots/1-1.json"), JSON.stringify({ sha256, body }));
}

/** The result cache is off; the deadline is the console's own, which bounds the time of a batch. */
function snapshotOf({ folder, precision, batchTokensMax }: NodeOptions): InferenceSnapshot {
  const { name, digest, files } = parseManifest(
    JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")),
  );
  const model: DesiredModel = { name, digest, precision, files: [...files] };
  return InferenceSnapshot.parse({
    schemaVersion: 1,
    epoch: 1,
    revision: "1",
    agentId,
    agentName: "bench-node",
    region,
    role: "inference",
    models: [model],
    defaultDigest: digest,
    limits: { batchTokensMax, queueLengthMax: 10_000, cacheBytes: 0, deadlineMsDefault: 5000 },
    bearers: [bearer],
  });
}
