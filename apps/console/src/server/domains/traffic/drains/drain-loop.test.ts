import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freezeChanges, getSafety, setSafetyRules, thawChanges } from "../../safety/index.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { addFleet, type TestFleet } from "../../../testing/traffic-fixture.ts";
import { acquireLease, type Lease } from "../../../loops/lease.ts";
import { executeDrains, planDrains } from "./drain-loop.ts";

let ctx: TestContext;
let fleet: TestFleet;
let lease: Lease;
beforeAll(async () => {
  ctx = await createTestContext();
  ctx.actor = { type: "system", id: "drains" };
  fleet = await addFleet(ctx, { "cn-east": 2, "us-west": 1 });
  const taken = await acquireLease(ctx.db, { name: "drains", holder: "a", ttlMs: 600_000 });
  if (!taken) throw new Error("expected the lease");
  lease = taken;
});
afterAll(() => ctx.database.drop());

const drainFor = (minutes: number, then: "standby" | "cordon") =>
  ({ state: "drain", weight: 100, drain: { minutes, then } }) as const;
const nodeStates = async () => (await fleet.nodes("cn-east")).nodes.map(({ state }) => state);
const newestChange = () => ctx.db.change.findFirstOrThrow({ orderBy: { revision: "desc" } });

test("planned are those whose deadline has come, each subject once", () => {
  const drain = fc.record({
    subject: fc.record({ type: fc.constantFrom("traffic", "nodes"), id: fc.constantFrom("a", "b") }),
    deadlineAt: fc.date({ min: new Date(0), max: new Date(10), noInvalidDate: true }),
  });
  fc.assert(
    fc.property(fc.array(drain), (drains) => {
      const plan = planDrains(drains, new Date(5)).map(({ type, id }) => type + id);
      const due = drains.filter(({ deadlineAt }) => deadlineAt <= new Date(5));
      expect(new Set(plan)).toEqual(new Set(due.map(({ subject: { type, id } }) => type + id)));
      expect(new Set(plan).size).toBe(plan.length);
    }),
  );
});

test("a node's drain ends at its deadline, not before, and never by who lost the lease", async () => {
  await fleet.shiftNodes("cn-east", {
    "cn-east-node-1": drainFor(1, "standby"),
    "cn-east-node-2": drainFor(2, "cordon"),
  });
  ctx.advance(59_999);
  await executeDrains(ctx, lease);
  expect(await nodeStates()).toEqual(["drain", "drain"]);
  ctx.advance(1);
  await executeDrains(ctx, { ...lease, fencingToken: 0n });
  expect(await nodeStates()).toEqual(["drain", "drain"]);
  await executeDrains(ctx, lease);
  expect(await nodeStates()).toEqual(["standby", "drain"]);
  const change = await newestChange();
  expect(change).toMatchObject({ kind: "nodes.drain-ended", actorType: "system", actorId: "drains" });
  await executeDrains(ctx, lease);
  expect(await newestChange()).toEqual(change);
});

test("one whose deadline passed while no console ran ends at once, and counts as a change of its origin", async () => {
  const { revision } = await fleet.shift("us-west", { "cn-east": drainFor(10, "cordon") });
  ctx.advance(86_400_000);
  await executeDrains(ctx, lease);
  const origin = await fleet.origin("us-west");
  const member = origin.targets.find(({ regionId }) => regionId === fleet.id("cn-east"));
  expect(member).toMatchObject({ state: "cordon", drain: null });
  expect(BigInt(origin.revision)).toBeGreaterThan(BigInt(revision));
  expect(await nodeStates()).toEqual(["standby", "cordon"]);
});

test("a freeze holds a drain past its deadline; it ends after the thaw", async () => {
  await fleet.shiftNodes("cn-east", { "cn-east-node-1": drainFor(1, "cordon") });
  await freezeChanges({ ctx, input: { reason: "holiday" } });
  ctx.advance(60_000);
  await executeDrains(ctx, lease);
  expect(await nodeStates()).toEqual(["drain", "cordon"]);
  await thawChanges({ ctx, input: { reason: "back" } });
  await executeDrains(ctx, lease);
  expect(await nodeStates()).toEqual(["cordon", "cordon"]);
});

test("no rule holds a drain: what ends got no requests any more", async () => {
  await fleet.shiftNodes("cn-east", { "cn-east-node-2": drainFor(1, "cordon") });
  await fleet.shift("us-west", { "cn-east": drainFor(1, "cordon") });
  const { revision: baseRevision } = await getSafety({ ctx });
  const strict = { activeRegionsMin: 64, healthyNodesMin: 4096, shiftPointsMax: 1 };
  await setSafetyRules({ ctx, input: { ...strict, baseRevision, reason: "a test" } });
  ctx.advance(60_000);
  await executeDrains(ctx, lease);
  expect(await nodeStates()).toEqual(["cordon", "cordon"]);
  const { targets: members } = await fleet.origin("us-west");
  expect(members.find(({ regionId }) => regionId === fleet.id("cn-east"))?.state).toBe("cordon");
  expect(await ctx.db.change.count({ where: { kind: "safety.overridden" } })).toBe(0);
});
