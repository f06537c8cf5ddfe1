import { afterAll, beforeEach, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { addFleet, type TestFleet } from "../../testing/traffic-fixture.ts";
import { shiftNodes, shiftTraffic } from "./shift-traffic.ts";

let ctx: TestContext;
let fleet: TestFleet;
beforeAll(async () => {
  ctx = await createTestContext();
  await ctx.db.user.create({ data: { id: "user-1", name: "Li", email: "li@example.com", role: "admin" } });
});
afterAll(() => ctx.database.drop());

let count = 0;
let [east, west] = ["", ""];
beforeEach(async () => {
  count++;
  [east, west] = [`cn-east-${count}`, `us-west-${count}`];
  fleet = await addFleet(ctx, { [east]: 2, [west]: 1 });
});

const active = (weight: number) => ({ state: "active", weight }) as const;
const standby = { state: "standby", weight: 100 } as const;
const drain = { state: "drain", weight: 100, drain: { minutes: 30, then: "cordon" } } as const;

async function stateOf(origin: string) {
  const { targets: members } = await fleet.origin(origin);
  const byRegion = new Map(members.map(({ regionId, ...member }) => [regionId, member]));
  return [byRegion.get(fleet.id(east)), byRegion.get(fleet.id(west))];
}

test("targets that are named are set, the others stay, and the change row says who, why, before and after", async () => {
  const { revision } = await fleet.shift(east, { [west]: active(25) });
  expect(await stateOf(east)).toEqual([
    { ...active(100), drain: null },
    { ...active(25), drain: null },
  ]);
  expect((await fleet.origin(east)).revision).toBe(revision);
  const change = await ctx.db.change.findUniqueOrThrow({ where: { revision: BigInt(revision) } });
  expect(change).toMatchObject({
    kind: "traffic.shifted",
    subjectType: "traffic",
    subjectId: fleet.id(east),
    actorId: "user-1",
    reason: "a test",
  });
  const row = (name: string, set: object) => ({ id: fleet.id(name), name, drain: null, ...set });
  const members = [change.before, change.after].map((side) => new Set(side as object[]));
  expect(members[0]).toContainEqual(row(west, standby));
  expect(members[1]).toContainEqual(row(west, active(25)));
  expect(members[1]).toContainEqual(row(east, active(100)));
});

test("a drain has an owner and a deadline, keeps them while it stands, and leaves nothing behind", async () => {
  await fleet.shift(east, { [west]: active(100) });
  await fleet.shift(east, { [east]: drain });
  const deadlineAt = new Date(ctx.now().getTime() + 30 * 60_000);
  const view = { ownerName: "Li", deadlineAt, then: "cordon" };
  expect((await stateOf(east))[0]).toEqual({ state: "drain", weight: 100, drain: view });

  ctx.advance(60_000);
  await fleet.shift(east, { [east]: { state: "drain", weight: 50 } });
  expect((await stateOf(east))[0]).toEqual({ state: "drain", weight: 50, drain: view });
  await fleet.shift(east, { [east]: active(50) });
  expect((await stateOf(east))[0]).toEqual({ ...active(50), drain: null });
});

test("nodes of a region are set for all origins; a region may be left to its standby nodes", async () => {
  const [first, second] = [`${east}-node-1`, `${east}-node-2`];
  expect((await fleet.nodes(east)).revision).toBe("0");
  await fleet.shiftNodes(east, { [first]: drain, [second]: standby });
  const { nodes, revision } = await fleet.nodes(east);
  expect(nodes.map(({ name, state }) => [name, state])).toEqual([
    [first, "drain"],
    [second, "standby"],
  ]);
  expect((await fleet.nodes(west)).revision).toBe("0");
  const change = await ctx.db.change.findUniqueOrThrow({ where: { revision: BigInt(revision) } });
  expect(change).toMatchObject({ kind: "nodes.shifted", subjectType: "nodes", subjectId: fleet.id(east) });
});

test("who comes second is told who moved first", async () => {
  const { revision: baseRevision } = await fleet.origin(east);
  const shiftTo = (weight: number) =>
    shiftTraffic({
      ctx,
      input: {
        originRegionId: fleet.id(east),
        baseRevision,
        targets: [{ regionId: fleet.id(west), ...active(weight) }],
        reason: "both at once",
      },
    });
  const results = await Promise.allSettled([shiftTo(10), shiftTo(20)]);
  const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const { revision } = await fleet.origin(east);
  expect(refused).toEqual([
    expect.objectContaining({
      code: "CONFLICT",
      details: { revision, by: "Li", at: ctx.now().toISOString(), kind: "traffic.shifted" },
    }),
  ]);
});

test("the same for a region's nodes", async () => {
  const shiftTo = (weight: number) =>
    shiftNodes({
      ctx,
      input: {
        regionId: fleet.id(east),
        baseRevision: "0",
        nodes: [{ nodeId: fleet.id(`${east}-node-1`), ...active(weight) }],
        reason: "both at once",
      },
    });
  const results = await Promise.allSettled([shiftTo(10), shiftTo(20)]);
  const { revision } = await fleet.nodes(east);
  expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  await expect(shiftTo(30)).rejects.toMatchObject({ code: "CONFLICT", details: { revision, by: "Li" } });
});

test("a new region counts as a change of every origin", async () => {
  const { revision: baseRevision } = await fleet.origin(east);
  await addFleet(ctx, { [`ap-south-${count}`]: 0 });
  const members = [{ regionId: fleet.id(west), ...active(1) }];
  const input = { originRegionId: fleet.id(east), baseRevision, targets: members, reason: "late" };
  await expect(shiftTraffic({ ctx, input })).rejects.toMatchObject({
    code: "CONFLICT",
    details: { kind: "region.created" },
  });
});

test("what is refused leaves nothing behind", async () => {
  const before = await fleet.traffic();
  const changes = await ctx.db.change.count();
  const refuses = async (shift: Promise<unknown>, code: string, message: RegExp) => {
    await expect(shift).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  };
  await refuses(fleet.shift(east, { [east]: active(0) }), "REFUSED_BY_RULE", /at least one active member/);
  await refuses(fleet.shift(east, { [east]: standby }), "REFUSED_BY_RULE", /at least one active member/);
  await fleet.shift(east, { [west]: standby });
  const undated = { state: "drain", weight: 100 } as const;
  await refuses(fleet.shift(east, { [west]: undated }), "REFUSED_BY_RULE", /needs a deadline/);
  const node = `${east}-node-1`;
  await refuses(fleet.shiftNodes(east, { [node]: undated }), "REFUSED_BY_RULE", /needs a deadline/);
  const idle = { [node]: active(0), [`${east}-node-2`]: active(0) };
  await refuses(fleet.shiftNodes(east, idle), "REFUSED_BY_RULE", /at least one active member/);
  await refuses(fleet.shiftNodes(west, { [node]: standby }), "NOT_FOUND", RegExp(fleet.id(node)));
  await refuses(fleet.shiftNodes(east, { [`${east}-gateway`]: standby }), "NOT_FOUND", /no member/);

  expect(await fleet.traffic()).toEqual(before);
  expect(await ctx.db.change.count()).toBe(changes);
});

test("an unknown, an archived and a doubled target are named", async () => {
  const { revision: baseRevision } = await fleet.origin(east);
  const shiftTo = (originRegionId: string, ...regionIds: string[]) => {
    const members = regionIds.map((regionId) => ({ regionId, ...active(1) }));
    return shiftTraffic({ ctx, input: { originRegionId, baseRevision, targets: members, reason: "wrong" } });
  };
  const origin = fleet.id(east);
  const gone = fleet.id(west);
  await expect(shiftTo(origin, "rg_0")).rejects.toMatchObject({ code: "NOT_FOUND", details: { id: "rg_0" } });
  await expect(shiftTo("rg_0", gone)).rejects.toMatchObject({ details: { regionId: "rg_0" } });
  await expect(shiftTo(origin, gone, gone)).rejects.toMatchObject({ code: "VALIDATION" });
  await ctx.db.region.update({ where: { id: gone }, data: { archivedAt: ctx.now() } });
  await expect(shiftTo(origin, gone)).rejects.toMatchObject({ code: "NOT_FOUND", details: { id: gone } });
  await expect(shiftTo(gone, origin)).rejects.toMatchObject({ details: { regionId: gone } });
});

test("what becomes active and no gateway has found ready yet is named in the answer", async () => {
  const [first, second] = [`${east}-node-1`, `${east}-node-2`];
  const named = ({ unproven }: { unproven: { name: string }[] }) => unproven.map(({ name }) => name);
  const away = await fleet.shiftNodes(east, { [first]: standby, [second]: standby });
  expect(named(away)).toEqual([]);
  await ctx.db.agent.updateMany({ where: { name: first }, data: { provenAt: ctx.now() } });
  await ctx.db.agent.updateMany({ where: { name: second }, data: { provenAt: null } });
  expect(named(await fleet.shiftNodes(east, { [first]: active(100), [second]: active(100) }))).toEqual([
    second,
  ]);

  await ctx.db.agent.updateMany({ where: { regionId: fleet.id(west) }, data: { provenAt: null } });
  const shifted = await fleet.shift(east, { [west]: active(50) });
  expect(named(shifted)).toEqual([west]);
  await fleet.shift(east, { [west]: standby });
  await ctx.db.agent.updateMany({ where: { regionId: fleet.id(west) }, data: { provenAt: ctx.now() } });
  expect(named(await fleet.shift(east, { [west]: active(50) }))).toEqual([]);
});
