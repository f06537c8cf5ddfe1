import type { ObservedState } from "@meridian/contracts/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { recordObserved } from "./record-observed.ts";

let ctx: TestContext;
let regionId = "";
const ids: string[] = [];
beforeAll(async () => {
  ctx = await createTestContext();
  ({ id: regionId } = await addRegion(ctx, "cn-east"));
  for (const name of ["gateway-1", "gateway-2", "gateway-3"]) {
    ids.push((await addAgent(ctx, { region: "cn-east", role: "gateway", name })).agentId);
  }
});
afterAll(() => ctx.database.drop());

const out = {
  nodeId: "ag_1",
  isIn: false,
  rule: "probes",
  evidence: "refused",
  sinceMs: 1,
  earliestReturnMs: 2,
};
const state = (changes: Partial<ObservedState> = {}): ObservedState => ({
  applied: { epoch: 1, revision: "7" },
  ...{ outcome: "converged", reason: null, effectiveHash: "a".repeat(64) },
  effective: { role: "gateway", isReady: true, tableHash: null, limits: { deadlineMsDefault: 1 } },
  ...changes,
});
const report = (...states: ObservedState[]) =>
  recordObserved(
    ctx.db,
    states.map((observed, index) => ({ agentId: ids[index] ?? "", regionId, observed, at: ctx.now() })),
  );
const stored = () =>
  ctx.db.agentObserved.findMany({ where: { agentId: { in: ids } }, orderBy: { agentId: "asc" } });
const events = () => ctx.db.fleetEvent.count({ where: { kind: "agent.outcome" } });

test("reports of many agents are stored together, each as it is", async () => {
  const none = state({ applied: null, outcome: "converging", reason: "no routing table yet" });
  expect(await report(state(), state({ outOfRotation: [out] }), none)).toBe(true);
  const byId = new Map((await stored()).map((row) => [row.agentId, row]));
  const [first, second, third] = ids.map((id) => byId.get(id));
  expect(first).toMatchObject({
    epoch: 1,
    revision: 7n,
    outcome: "converged",
    reason: null,
    outOfRotation: null,
  });
  expect(first?.effective).toEqual(state().effective);
  expect(second?.outOfRotation).toEqual([out]);
  expect(third).toMatchObject({ epoch: null, revision: null, outcome: "converging", reason: none.reason });
  expect([first?.observedAt, third?.lastSeenAt]).toEqual([ctx.now(), ctx.now()]);
  expect(await events()).toBe(3);
});

test("the same again is no news and moves the time; another outcome is news and an event", async () => {
  ctx.advance(30_000);
  expect(await report(state(), state({ outOfRotation: [out] }))).toBe(false);
  ctx.advance(30_000);
  expect(await report(state(), state({ outcome: "failed", reason: "gone", outOfRotation: [out] }))).toBe(
    true,
  );
  const rows = await stored();
  expect(rows.filter(({ observedAt }) => observedAt?.getTime() === ctx.now().getTime())).toHaveLength(2);
  expect(await events()).toBe(4);
  expect(await report(state(), state({ outcome: "failed", reason: "gone" }))).toBe(true);
  expect((await stored()).map(({ outOfRotation }) => outOfRotation)).toEqual([null, null, null]);
});

test("why a snapshot is not on disk is stored, is news, and goes when it is saved", async () => {
  const unsaved = "the snapshot in effect is not on disk: no space left";
  const row = async () => (await stored()).find(({ agentId }) => agentId === ids[0])?.unsaved;
  await report(state());
  expect(await report(state({ unsaved }))).toBe(true);
  expect(await row()).toBe(unsaved);
  expect(await report(state({ unsaved }))).toBe(false);
  expect(await report(state())).toBe(true);
  expect(await row()).toBeNull();
});
