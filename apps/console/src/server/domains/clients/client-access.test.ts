import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { noAgents } from "../../testing/no-agents.ts";
import { addPerson } from "../../testing/people-fixture.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { recordObserved } from "../fleet/index.ts";
import { askForKeys, getClientAccess, openToAll } from "./client-access.ts";

let ctx: TestContext;
const ids: Record<string, string> = {};
beforeAll(async () => {
  ctx = await createTestContext();
  await addPerson(ctx);
  const { id: regionId } = await addRegion(ctx, "cn-east");
  for (const name of ["asking", "older", "silent"]) {
    ids[name] = (await addAgent(ctx, { region: "cn-east", role: "gateway", name })).agentId;
  }
  for (const [name, told] of [
    ["asking", { asksForKeys: true }],
    ["older", {}],
  ] as const) {
    const effective = { role: "gateway", isReady: true, tableHash: null, limits: {}, ...told } as const;
    const observed = {
      applied: null,
      outcome: "converged",
      reason: null,
      effectiveHash: "0".repeat(64),
    } as const;
    const at = ctx.now();
    await recordObserved(ctx.db, [
      { agentId: ids[name] ?? "", regionId, observed: { ...observed, effective }, at },
    ]);
  }
});
afterAll(() => ctx.database.drop());

test("turning it on and off are changes; what is so already is none", async () => {
  expect(await getClientAccess(ctx)).toMatchObject({ asksForKeys: false, since: null, byName: null });
  const on = await askForKeys({ ctx, input: { reason: "all have keys" } });
  expect(on).toMatchObject({
    asksForKeys: true,
    since: ctx.now(),
    byName: "user-1",
    reason: "all have keys",
  });
  await askForKeys({ ctx, input: { reason: "again" } });
  const off = await openToAll({ ctx, input: { reason: "one was left out" } });
  expect(off).toMatchObject({ asksForKeys: false, reason: "one was left out" });
  await openToAll({ ctx, input: { reason: "again" } });
  const changes = await ctx.db.change.findMany({
    where: { subjectType: "client-access" },
    orderBy: { revision: "asc" },
  });
  expect(changes.map(({ kind, before, after, reason }) => ({ kind, before, after, reason }))).toEqual([
    {
      ...{ kind: "client-access.keys-asked", reason: "all have keys" },
      ...{ before: { asksForKeys: false }, after: { asksForKeys: true } },
    },
    {
      ...{ kind: "client-access.opened", reason: "one was left out" },
      ...{ before: { asksForKeys: true }, after: { asksForKeys: false } },
    },
  ]);
});

test("each gateway stands with what it does by its own report, and what it was asked for lately", async () => {
  const agents = {
    ...noAgents,
    presenceOf: (id: string) => (id === ids["silent"] ? ("offline" as const) : ("live" as const)),
    keyDemandOf: () => ({ requests: 20, withoutKey: 3 }),
  };
  const { gateways } = await getClientAccess({ ...ctx, agents });
  expect(gateways).toEqual([
    expect.objectContaining({ name: "asking", asks: true, isConnected: true, requests: 20, withoutKey: 3 }),
    // It counts no keys: 0 would be a lie.
    expect.objectContaining({ name: "older", asks: null, isConnected: true, withoutKey: null }),
    expect.objectContaining({ name: "silent", asks: null, isConnected: false, withoutKey: null }),
  ]);
});
