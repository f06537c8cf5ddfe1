import { safetyRuleDefaults } from "@meridian/contracts/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { addFleet, type TestFleet } from "../../testing/traffic-fixture.ts";
import { undoTraffic } from "../traffic/index.ts";
import {
  closeBreakGlass,
  freezeChanges,
  openBreakGlass,
  setSafetyRules,
  thawChanges,
} from "./change-safety.ts";
import { getSafety } from "./get-safety.ts";
import { isFrozen } from "./guard.ts";

let ctx: TestContext;
let fleet: TestFleet;
beforeAll(async () => {
  ctx = await createTestContext();
  ctx.agents = { ...ctx.agents, presenceOf: () => "live" };
  fleet = await addFleet(ctx, { "cn-east": 2, "us-west": 1 });
});
afterAll(() => ctx.database.drop());

const active = (weight: number) => ({ state: "active", weight }) as const;
const standby = { state: "standby", weight: 100 } as const;
const reason = "a test";
const because = { reason };
const setRules = async (rules: Partial<typeof safetyRuleDefaults>) => {
  const { revision } = await getSafety({ ctx });
  return setSafetyRules({ ctx, input: { ...safetyRuleDefaults, ...rules, baseRevision: revision, reason } });
};
const refusedBy = (rule: string, value: number, limit: number) => ({
  code: "REFUSED_BY_RULE",
  details: { rule, value, limit },
});
const setReady = (name: string, isReady: boolean) =>
  ctx.db.agentObserved.upsert({
    where: { agentId: fleet.id(name) },
    create: { agentId: fleet.id(name), effective: inference(isReady) },
    update: { effective: inference(isReady) },
  });
const inference = (isReady: boolean) => ({
  ...{ role: "inference", isReady, slots: [], limits: {} },
  defaultDigest: null,
});
const kinds = async () => {
  const changes = await ctx.db.change.findMany({ orderBy: { revision: "desc" }, take: 2 });
  return changes.map(({ kind }) => kind);
};

test("the defaults refuse nothing that the screens allow", async () => {
  expect(await getSafety({ ctx })).toEqual({
    ...{ revision: "0", rules: safetyRuleDefaults },
    ...{ freeze: null, breakGlass: null },
  });
  await fleet.shift("cn-east", { "cn-east": standby, "us-west": active(100) });
  await fleet.shift("cn-east", { "cn-east": active(100), "us-west": standby });
});

test("rules are set by who saw them", async () => {
  const { revision } = await setRules({ shiftPointsMax: 20 });
  const stale = { ...safetyRuleDefaults, baseRevision: "0", reason };
  await expect(setSafetyRules({ ctx, input: stale })).rejects.toMatchObject({
    code: "CONFLICT",
    details: { revision, by: "user-1" },
  });
});

test("a change moves no more points than the rule allows, an undo neither", async () => {
  await setRules({ shiftPointsMax: 100 });
  const far = await fleet.shift("cn-east", { "cn-east": active(70), "us-west": active(30) });
  await setRules({ shiftPointsMax: 20 });
  const refused = refusedBy("shift-points-max", 30, 20);
  const undo = undoTraffic({ ctx, input: { revision: far.revision, reason } });
  await expect(undo).rejects.toMatchObject(refused);
  await expect(
    fleet.shift("cn-east", { "cn-east": active(100), "us-west": active(0) }),
  ).rejects.toMatchObject(refused);
  await fleet.shift("cn-east", { "cn-east": active(90), "us-west": active(10) });
});

test("an origin keeps its active regions; one that has fewer may change as long as it loses none", async () => {
  await setRules({ activeRegionsMin: 2 });
  await expect(fleet.shift("cn-east", { "us-west": standby })).rejects.toMatchObject(
    refusedBy("active-regions-min", 1, 2),
  );
  await fleet.shift("us-west", { "us-west": active(50) });
});

test("healthy nodes stay behind every origin", async () => {
  await setRules({ healthyNodesMin: 2 });
  for (const [name, isReady] of [
    ["cn-east-node-1", true],
    ["cn-east-node-2", false],
    ["us-west-node-1", true],
  ] as const) {
    await setReady(name, isReady);
  }
  const cordon = { state: "cordon", weight: 100 } as const;
  await expect(fleet.shiftNodes("us-west", { "us-west-node-1": cordon })).rejects.toMatchObject(
    refusedBy("healthy-nodes-min", 1, 2),
  );
  await expect(fleet.shift("us-west", { "cn-east": cordon })).rejects.toMatchObject(
    refusedBy("healthy-nodes-min", 1, 2),
  );
  await setReady("cn-east-node-2", true);
  await fleet.shiftNodes("us-west", { "us-west-node-1": cordon });
});

test("a freeze stops every change of traffic until the thaw", async () => {
  await setRules({});
  await freezeChanges({ ctx, input: { reason: "holiday" } });
  expect(await isFrozen(ctx.db)).toBe(true);
  const again = await freezeChanges({ ctx, input: because });
  expect(again.freeze).toMatchObject({ reason: "holiday" });
  await expect(fleet.shift("us-west", { "us-west": active(7) })).rejects.toMatchObject({
    code: "REFUSED_BY_RULE",
    details: { rule: "not-frozen", reason: "holiday" },
  });
  await thawChanges({ ctx, input: because });
  await fleet.shift("us-west", { "us-west": active(7) });
});

test("who opens break-glass may break the rules for a while, nobody else; each time is recorded", async () => {
  await freezeChanges({ ctx, input: because });
  const open = await openBreakGlass({ ctx, input: { minutes: 5, reason: "fire" } });
  expect(open.breakGlass).toMatchObject({ byName: "user-1", reason: "fire", isOwn: true });
  const other = { ...ctx, actor: { type: "user", id: "user-2", role: "admin" } } as const;
  const shift = (weight: number, as: TestContext = ctx) =>
    fleet.shift("us-west", { "us-west": active(weight) }, as);
  await expect(shift(11, other)).rejects.toMatchObject({ details: { rule: "not-frozen" } });
  await expect(openBreakGlass({ ctx: other, input: { minutes: 5, reason } })).rejects.toMatchObject({
    code: "REFUSED_BY_RULE",
  });
  const { revision } = await shift(12, { ...ctx, idempotencyKey: "once" });
  expect(await kinds()).toEqual(["safety.overridden", "traffic.shifted"]);
  const override = await ctx.db.change.findFirstOrThrow({ orderBy: { revision: "desc" } });
  expect(override.after).toEqual({ revision, broken: [{ rule: "not-frozen", value: 1, limit: 0 }] });
  ctx.advance(300_000);
  await expect(shift(13)).rejects.toMatchObject({ details: { rule: "not-frozen" } });
  expect((await closeBreakGlass({ ctx, input: because })).breakGlass).toBeNull();
  await thawChanges({ ctx, input: because });
});
