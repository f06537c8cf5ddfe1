import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Snapshot } from "@meridian/contracts/wire";
import { metricsUrl } from "../../../scripts/lib/kept-files.ts";
import { entryPoints } from "../../../scripts/lib/paths.ts";
import { isAnswering, waitFor } from "../../../scripts/lib/wait-for.ts";
import { freePort } from "../../harness/free-port.ts";

export const region = { id: "rg_000000000001", name: "bench" };

/** Where every stored snapshot stands in time, and whom it is for. */
export const snapshotHeader = {
  schemaVersion: 1,
  epoch: 1,
  revision: "1",
  agentId: "ag_000000000001",
  agentName: "bench-agent",
  region,
};

/** The built agent as it runs after a restart without its console: by the last snapshot that it stored. */
export class StoredAgent {
  private constructor(
    private readonly child: ChildProcess,
    private readonly dir: string,
    readonly url: string,
  ) {}

  static async start(snapshot: Snapshot, env: Record<string, string> = {}): Promise<StoredAgent> {
    const dir = mkdtempSync(join(tmpdir(), "meridian-bench-"));
    const port = await freePort();
    writeDataDir(dir, port, snapshot);
    const log = openSync(join(dir, "agent.log"), "w");
    const child = spawn(process.execPath, [entryPoints.agent, "--role", snapshot.role], {
      env: {
        ...process.env,
        NODE_ENV: "production",
        // Nobody listens there.
        MERIDIAN_CONSOLE_URL: "http://127.0.0.1:9",
        MERIDIAN_DATA_DIR: dir,
        LOG_LEVEL: "warn",
        ...env,
      },
      stdio: ["ignore", log, log],
    });
    const agent = new StoredAgent(child, dir, `http://127.0.0.1:${port}`);
    const isUp = () => isAnswering(`${agent.url}/readyz`);
    try {
      await waitFor(isUp, { what: "the agent is ready", deadlineMs: 120_000, everyMs: 100 });
      return agent;
    } catch (error) {
      await agent.stop();
      throw error;
    }
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error("the agent does not run");
    return this.child.pid;
  }

  get metricsUrl(): string {
    return metricsUrl(this.dir);
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    if (this.child.exitCode === null) await once(this.child, "exit");
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function writeDataDir(dir: string, port: number, snapshot: Snapshot): void {
  const { agentId, agentName: name, role } = snapshot;
  const identity = { agentId, role, credential: "c".repeat(32), name, region, port };
  writeFileSync(join(dir, "identity.json"), JSON.stringify(identity));
  const body = JSON.stringify(snapshot);
  const sha256 = createHash("sha256").update(body).digest("hex");
  mkdirSync(join(dir, "snapshots"));
  writeFileSync(join(dir, "snapshots/1-1.json"), JSON.stringify({ sha256, body }));
}
