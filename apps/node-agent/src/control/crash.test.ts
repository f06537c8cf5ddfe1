import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DesiredModel, InferenceSnapshot } from "@meridian/contracts/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { agentEnv } from "../testing/agent-env.ts";
import { ConsoleDouble } from "../testing/console-double.ts";
import { bundledModelsDir, describeModel, testSnapshot } from "../testing/inference-fixture.ts";
import { until } from "../testing/until.ts";

const mainPath = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const waitMs = 30_000;

/** Small batches: warming is short. */
const limits = { batchTokensMax: 32, queueLengthMax: 100, cacheBytes: 0, deadlineMsDefault: 30_000 };

describe("an agent killed while it works", () => {
  let dataDir: string;
  let hub: ConsoleDouble;
  let agent: ChildProcess;
  let env: Record<string, string>;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "meridian-crash-"));
    hub = new ConsoleDouble();
    await hub.listen();
    env = {};
  });
  afterEach(async () => {
    agent.kill("SIGKILL");
    await hub.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Resolves when it is connected and knows `snapshot`; dies at the first output that matches `killAt`. */
  async function start(snapshot: InferenceSnapshot, killAt?: RegExp): Promise<void> {
    const hellos = hub.hellos.length;
    hub.observed.length = 0;
    const started = spawn(process.execPath, [mainPath, "--role", "inference"], {
      env: {
        ...agentEnv(hub, dataDir),
        ...env,
      },
      stdio: ["ignore", "pipe", "ignore"],
    });
    agent = started;
    let output = "";
    started.stdout.on("data", (data: Buffer) => {
      output += data.toString();
      if (killAt?.test(output)) started.kill("SIGKILL");
    });
    const isGone = () => started.signalCode !== null;
    await until("hello, or its end", () => isGone() || hub.hellos.length > hellos, waitMs);
    // As the console does with what an agent has not acknowledged.
    if (!isGone() && hub.hellos.at(-1)?.applied?.revision !== snapshot.revision) desire(snapshot);
  }

  /** It may be dead before it answers. */
  const desire = (snapshot: InferenceSnapshot) => void hub.send(snapshot).catch(() => undefined);
  const killed = async () => {
    if (agent.signalCode === null) await once(agent, "exit");
    expect(agent.signalCode).toBe("SIGKILL");
  };
  const at = (step: string) => new RegExp(`"status":"${step}"`);

  async function startKilled(snapshot: InferenceSnapshot, killAt: RegExp): Promise<void> {
    await start(snapshot, killAt);
    await killed();
  }

  /** It holds `model` and nothing else, and answers with it. */
  async function converged({ digest }: DesiredModel): Promise<void> {
    const isDone = () => {
      const { outcome, effective } = hub.observed.at(-1) ?? {};
      return outcome === "converged" && effective?.role === "inference" && effective.defaultDigest === digest;
    };
    await until("converged", isDone, waitMs);
    const { effective } = hub.observed.at(-1) ?? {};
    expect(effective?.role === "inference" && effective.slots.map((slot) => slot.digest)).toEqual([digest]);
    const addresses = ["浙江省杭州市余杭区"];
    const answer = await hub.command({ kind: "parse", requestId: "r-1", addresses, deadlineMs: 30_000 });
    expect(answer.status).toBe(200);
  }

  it("comes up from wherever it was", async () => {
    const compact = await describeModel(join(bundledModelsDir, "compact"));
    const other = await describeModel(join(bundledModelsDir, "compact-b"));
    hub.modelDir = join(bundledModelsDir, "compact");
    const first = testSnapshot([compact], { limits });
    for (const step of ["fetching", "verifying", "loading", "warming"]) await startKilled(first, at(step));

    env = { MERIDIAN_MODEL_STORE: bundledModelsDir };
    await start(first, /"default version"[^]*"default version"/);
    await converged(compact);
    const second = testSnapshot([other], { limits, revision: "2" });
    desire(second);
    await killed();

    await start(second, at("unloading"));
    await converged(other);
    const third = testSnapshot([compact], { limits, revision: "3" });
    desire(third);
    await killed();
    await start(third);
    await converged(compact);
  });
});
