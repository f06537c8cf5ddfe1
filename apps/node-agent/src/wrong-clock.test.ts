import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseHeaders, ParseResponse } from "@meridian/contracts/wire";
import { afterEach, beforeEach, expect, it } from "vitest";
import { agentEnv } from "./testing/agent-env.ts";
import { ConsoleDouble } from "./testing/console-double.ts";
import { bundledModelsDir, describeModel, testBearer, testSnapshot } from "./testing/inference-fixture.ts";
import { until } from "./testing/until.ts";

const mainPath = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const hourMs = 3_600_000;
/** More than anything here really takes. */
const tenMinutesMs = 600_000;
const limits = { batchTokensMax: 32, queueLengthMax: 100, cacheBytes: 0, deadlineMsDefault: 60_000 };

let dataDir: string;
let hub: ConsoleDouble;
let agent: ChildProcess;
let startedAt: number;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "meridian-clock-"));
  hub = new ConsoleDouble();
  await hub.listen();
});
afterEach(async () => {
  agent.kill("SIGKILL");
  await hub.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(wrongByMs: number): Promise<void> {
  const hellos = hub.hellos.length;
  const preload = new URL(`./testing/wrong-clock.js?ms=${wrongByMs}`, import.meta.url);
  startedAt = performance.now();
  agent = spawn(process.execPath, [mainPath, "--role", "inference"], {
    env: {
      ...agentEnv(hub, dataDir),
      NODE_OPTIONS: `--import=${preload}`,
      MERIDIAN_MODEL_STORE: bundledModelsDir,
    },
    stdio: "ignore",
  });
  await until("hello", () => hub.hellos.length > hellos);
  const skewMs = (hub.hellos.at(-1)?.clockMs ?? NaN) - Date.now();
  expect(Math.abs(skewMs - wrongByMs)).toBeLessThan(tenMinutesMs / 2);
}

const get = (path: string) => fetch(`${hub.hellos.at(-1)?.advertisedUrl}${path}`);
const converged = () => until("converged", () => hub.observed.at(-1)?.outcome === "converged");

function post(addresses: string[], deadlineMs: number): Promise<Response> {
  return fetch(`${hub.hellos.at(-1)?.advertisedUrl}/v1/parse`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${testBearer}`,
      "content-type": "application/json",
      [parseHeaders.deadline]: String(deadlineMs),
    },
    body: JSON.stringify({ addresses }),
  });
}

async function expectAnswer(): Promise<void> {
  const askedAt = performance.now();
  const answer = await post(["浙江省杭州市余杭区"], 60_000);
  expect(answer.status).toBe(200);
  expect(ParseResponse.parse(await answer.json()).results[0]).toHaveProperty("elements");
  const totalMs = Number(/total;dur=([\d.]+)/.exec(answer.headers.get("server-timing") ?? "")?.[1]);
  expect(totalMs).toBeGreaterThan(0);
  expect(totalMs).toBeLessThan(performance.now() - askedAt);
}

/** Refused at once or answered too late in places, whichever the node knows by now. */
async function expectTooLate(): Promise<void> {
  const answer = await post(
    Array.from({ length: 256 }, (_, i) => "文一西路".repeat(20) + i),
    1,
  );
  if (answer.status === 429) return;
  expect(answer.status).toBe(200);
  const { results } = ParseResponse.parse(await answer.json());
  expect(results.some((result) => "error" in result && result.error.code === "deadline")).toBe(true);
}

/** Healthy, in time with deadlines, and telling latencies and ages that fit into the time that really passed. */
async function expectAllIsWell(): Promise<void> {
  expect((await get("/healthz")).status).toBe(200);
  expect((await get("/readyz")).status).toBe(200);
  await expectAnswer();
  await expectTooLate();
  const frames = hub.frames.length;
  await until("the next frames", () => hub.frames.length > frames + 1);
  const { uptimeMs, counters } = hub.frames.at(-1) ?? {};
  expect(uptimeMs).toBeLessThan(performance.now() - startedAt);
  expect(counters?.serverErrors).toBe(0);
  const sumsMs = hub.frames.flatMap(({ histograms }) => histograms.map(({ sumMs }) => sumMs));
  expect(Math.max(...sumsMs)).toBeLessThan(tenMinutesMs);
}

it("a node whose clock is wrong by an hour, or jumps by two, works as any other", async () => {
  const model = await describeModel(join(bundledModelsDir, "compact"));
  await start(hourMs);
  expect(await hub.send(testSnapshot([model], { limits, revision: "2" }))).toMatchObject({
    outcome: "applied",
  });
  await converged();
  await expectAllIsWell();

  agent.kill("SIGUSR2");
  await expectAllIsWell();
  expect(await hub.send(testSnapshot([], { revision: "1" }))).toMatchObject({ outcome: "stale" });
  expect(await hub.send(testSnapshot([model], { limits, revision: "3" }))).toMatchObject({
    outcome: "applied",
  });
  expect(hub.hellos).toHaveLength(1);

  agent.kill("SIGTERM");
  await once(agent, "exit");
  hub.observed.length = 0;
  await start(-hourMs);
  expect(hub.hellos.at(-1)?.applied).toEqual({ epoch: 1, revision: "3" });
  await converged();
  await expectAllIsWell();
});
