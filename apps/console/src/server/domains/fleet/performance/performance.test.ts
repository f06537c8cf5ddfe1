import { encode } from "@msgpack/msgpack";
import { AppError } from "@meridian/contracts/errors";
import {
  AgentPerformance,
  type BandStage,
  bandStages,
  RegionPerformance,
  type StageBand,
  StageBreakdown,
  type StageTimes,
} from "@meridian/contracts/measure";
import {
  agentEvents,
  batchRowsBounds,
  type EnrolResult,
  type TelemetryFrame,
} from "@meridian/contracts/wire";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { addAgent, addRegion } from "../../../testing/fleet-fixture.ts";
import { joinAsAgent, startHub, type TestHub } from "../../../testing/start-hub.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { getAgentPerformance } from "./get-agent-performance.ts";
import { getRegionPerformance } from "./get-region-performance.ts";

const deadline = { timeout: 30_000, interval: 20 };
const minutes = 15;

let ctx: TestContext;
let hub: TestHub;
beforeAll(async () => {
  ctx = await createTestContext();
  // Figures of versions that nobody registered are kept nowhere.
  for (const [index, name] of ["compact", "next"].entries()) {
    const digest = String(index).repeat(64);
    const version = { id: `mv_${name}`, name, digest, precisions: ["fp32"], files: [], manifest: {} };
    await ctx.db.modelVersion.create({ data: version });
  }
  hub = await startHub(ctx);
});
afterAll(async () => {
  await hub.stop();
  await ctx.database.drop();
});

const addNode = (region: string, name: string) => addAgent(ctx, { region, role: "inference", name });

const linked = () => ({ ...ctx, agents: hub.realtime.hub });
const performanceOf = async ({ agentId }: EnrolResult) =>
  AgentPerformance.parse(await getAgentPerformance({ ctx: linked(), input: { agentId, minutes } }));

/** Requests that ran for 10 ms each and, the last of them, spent ms more in one stage. */
function bands(
  version: string,
  requests: number,
  slow: Partial<Record<BandStage, number>> = {},
): StageBand[] {
  const all = new StageBreakdown();
  const times = Object.fromEntries(bandStages.map((stage) => [stage, 0])) as StageTimes;
  for (let i = 0; i < requests; i++) {
    all.record({ ...times, run: 10, ...(i >= requests * 0.95 ? slow : {}) });
  }
  return all.take(version);
}

/** Sends what a node counted before and after; resolves once the hub has it. */
async function report(node: EnrolResult, more: Partial<TelemetryFrame>): Promise<void> {
  const { socket } = await joinAsAgent(hub, node);
  const batchRows = batchRowsBounds.map(() => 0);
  const plain = { bootId: "a", seq: 0, uptimeMs: 0, counters: {}, gauges: {}, histograms: [] };
  socket.emit(agentEvents.telemetry, encode({ ...plain, batchRows }));
  socket.emit(agentEvents.telemetry, encode({ ...plain, ...more }));
  const isIn = async () => expect((await performanceOf(node)).versions).not.toEqual([]);
  await vi.waitFor(isIn, deadline);
}

test("a node says where its time goes, version by version, and what it is at work with", async () => {
  await addRegion(ctx, "cn-east");
  const node = await addNode("cn-east", "a");
  await report(node, {
    bands: [...bands("compact", 200), ...bands("next", 400, { queue: 90 })],
    batchRows: batchRowsBounds.map((rows) => rows * 10),
    gpus: [[0, "NVIDIA H100", 50, 1024, 2048, 60, null]],
  });
  const { versions, batches, gpus, receivedAt } = await performanceOf(node);
  expect(versions.map(({ version, requests, slowStage }) => [version, requests, slowStage])).toEqual([
    ["next", 400, "queue"],
    ["compact", 200, null],
  ]);
  expect(versions[0]?.slowest.stagesMs.queue).toBeCloseTo(90, 6);
  expect(versions[0]?.all.totalMs).toBeCloseTo(14.5, 6);
  expect(batches).toEqual(batchRowsBounds.map((rowsMax) => ({ rowsMax, count: rowsMax * 10 })));
  const memory = { memoryUsedBytes: 2 ** 30, memoryBytes: 2 ** 31 };
  const gpu = { index: 0, name: "NVIDIA H100", useShare: 0.5, ...memory, temperatureC: 60, powerW: null };
  expect(gpus).toEqual([gpu]);
  expect(receivedAt).toBeInstanceOf(Date);
});

test("a region is its nodes' requests, each with its weight, and says on which they were slow", async () => {
  const { id: regionId } = await addRegion(ctx, "eu-central");
  const fast = await addNode("eu-central", "a");
  const slow = await addNode("eu-central", "b");
  const silent = await addNode("eu-central", "c");
  await report(fast, { bands: [...bands("compact", 200), ...bands("next", 400, { queue: 90 })] });
  await report(slow, { bands: bands("compact", 1000, { run: 60, decode: 300 }) });
  const region = RegionPerformance.parse(
    await getRegionPerformance({ ctx: linked(), input: { regionId, minutes } }),
  );
  expect(region.versions.map(({ version, requests }) => [version, requests])).toEqual([
    ["compact", 1200],
    ["next", 400],
  ]);
  expect(region.versions[0]?.all.totalMs).toBeCloseTo((200 * 10 + 950 * 10 + 50 * 360) / 1200, 6);
  expect(region.nodes.map(({ name, times }) => [name, times?.requests, times?.slowStage])).toEqual([
    ["a", 600, "queue"],
    ["b", 1000, "decode"],
    ["c", undefined, undefined],
  ]);
  expect(region.nodes[2]).toMatchObject({ agentId: silent.agentId, presence: "never", times: null });
});

test("twenty requests are the least to tell by", async () => {
  await addRegion(ctx, "ap-south");
  const node = await addNode("ap-south", "a");
  await report(node, { bands: bands("compact", 19, { queue: 90 }) });
  expect((await performanceOf(node)).versions[0]).toMatchObject({ requests: 19, slowStage: null });
});

test("a node that never reported has no figures, and one that is unknown is not found", async () => {
  await addRegion(ctx, "us-west");
  const node = await addNode("us-west", "a");
  const nothing = await performanceOf(node);
  expect(nothing).toMatchObject({ receivedAt: null, versions: [], gpus: [] });
  expect(new Set(Object.values(nothing.now))).toEqual(new Set([null]));
  const stranger = { agentId: "ag_unknown0000", minutes };
  const error: unknown = await getAgentPerformance({ ctx: linked(), input: stranger }).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(AppError);
  expect(error).toHaveProperty("code", "NOT_FOUND");
});
