import { type ChangeKind, OverviewView } from "@meridian/contracts/api";
import { Histogram } from "@meridian/contracts/measure";
import { ensurePartitions, inTransaction, nextRevision } from "@meridian/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { appendChange } from "../audit/index.ts";
import { writeTelemetry } from "../telemetry/index.ts";
import { getOverview } from "./get-overview.ts";

const minuteMs = 60_000;

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
  await ensurePartitions(ctx.db, ctx.now());
});
afterAll(() => ctx.database.drop());

async function change(kind: ChangeKind, reason: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await appendChange(tx, ctx, { revision, kind, subject: { type: "thing", id: "1" }, reason });
  });
}

function latencyOf(ms: number, times: number): Histogram {
  const histogram = new Histogram();
  histogram.record(ms, times);
  return histogram;
}

test("an empty console has 15 minutes of gaps and nothing running", async () => {
  const { history, drains, rollout } = OverviewView.parse(await getOverview(ctx));
  expect(history.total.requestsPerSecond).toEqual(Array.from({ length: 90 }, () => null));
  expect([history.regions, history.successShare, drains, rollout]).toEqual([[], null, [], null]);
});

test("shows what users got, told by gateways, in the steps in which it was stored", async () => {
  const { id: regionId } = await addRegion(ctx, "cn-east");
  const at = new Date(ctx.now().getTime() - 20_000);
  const counters = { requests: 50, serverErrors: 1, refused: 0 };
  await writeTelemetry(ctx.db, {
    region10s: [
      { at, regionId, role: "gateway", version: "", counters, latency: new Histogram() },
      { at, regionId, role: "gateway", version: "a", counters: { requests: 48 }, latency: latencyOf(10, 48) },
      { at, regionId, role: "gateway", version: "b", counters: { requests: 1 }, latency: latencyOf(900, 1) },
      { at, regionId, role: "inference", version: "", counters, latency: latencyOf(5, 50) },
    ],
    agent60s: [],
    region5m: [],
  });
  const { history } = await getOverview(ctx);
  const [region] = history.regions;
  expect(history.from).toEqual(new Date(ctx.now().getTime() - 10_000 - 15 * minuteMs));
  expect(region?.id).toBe(regionId);
  expect(region?.requestsPerSecond.slice(-2)).toEqual([null, 5]);
  expect(region?.successShare.at(-1)).toBe(0.98);
  expect(region?.p95Ms.at(-1)).toBeCloseTo(10, 0);
  expect(history.successShare).toBe(0.98);
});

test("names who changed what, and keeps a few changes when it was quiet", async () => {
  await ctx.db.user.create({ data: { id: "user-1", name: "Li", email: "li@example.com" } });
  await change("traffic.shifted", "cheaper at night");
  ctx.advance(20 * minuteMs);
  for (let i = 0; i < 9; i++) await change("traffic.shifted", `step ${i}`);
  const { changes } = await getOverview(ctx);
  expect(changes).toHaveLength(9);
  const actor = { type: "user", id: "user-1", name: "Li" };
  expect(changes[0]).toMatchObject({ kind: "traffic.shifted", actor, reason: "step 8" });

  ctx.advance(20 * minuteMs);
  expect((await getOverview(ctx)).changes).toHaveLength(8);
});

test("groups changes before it cuts them: a long run does not hide what was before it", async () => {
  await change("region.created", "before the run");
  for (let i = 0; i < 30; i++) await change("api-token.created", "by a script");
  await change("region.archived", "after the run");
  const lately = (await getOverview(ctx)).changes;
  expect(lately.filter(({ kind }) => kind === "api-token.created")).toHaveLength(30);
  ctx.advance(20 * minuteMs);
  const { changes } = await getOverview(ctx);
  expect(changes).toHaveLength(8);
  expect(changes.slice(0, 3)).toMatchObject([
    { kind: "region.archived", count: 1 },
    { kind: "api-token.created", reason: "by a script", count: 30 },
    { kind: "region.created", reason: "before the run", count: 1 },
  ]);
});

test("lists drains by deadline with their owners, and the open rollout", async () => {
  await addRegion(ctx, "eu-central");
  const { agentId } = await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-1" });
  const drain = (minutes: number) => ({
    state: "drain" as const,
    drainOwner: "user-1",
    drainDeadlineAt: new Date(ctx.now().getTime() + minutes * minuteMs),
    drainThen: "standby" as const,
  });
  await ctx.db.agent.update({ where: { id: agentId }, data: drain(10) });
  await ctx.db.trafficMember.updateMany({
    where: { region: { name: "eu-central" }, policy: { origin: { name: "cn-east" } } },
    data: drain(5),
  });
  const version = await ctx.db.modelVersion.create({
    data: {
      id: "mv_1",
      name: "compact-b",
      digest: "a".repeat(64),
      precisions: ["int8"],
      files: [],
      manifest: {},
    },
  });
  await ctx.db.rollout.create({
    data: {
      id: "ro_1",
      modelVersionId: version.id,
      precision: "int8",
      state: "halted",
      stateReason: "does not load",
      plan: {},
      progress: {},
      createdBy: "user-1",
    },
  });

  const { drains, rollout } = OverviewView.parse(await getOverview(ctx));
  expect(drains.map(({ name, originName, ownerName, then }) => [name, originName, ownerName, then])).toEqual([
    ["eu-central", "cn-east", "Li", "standby"],
    ["node-1", null, "Li", "standby"],
  ]);
  expect(rollout).toMatchObject({ id: "ro_1", versionName: "compact-b", state: "halted" });
});
