import { GatewaySnapshot, InferenceSnapshot, routingTableHash } from "@meridian/contracts/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { addFleet, type TestFleet } from "../../../testing/traffic-fixture.ts";
import { findNewestRevisions } from "../../audit/index.ts";
import { loadTrafficRows } from "./load-traffic-rows.ts";
import { modelsKey, refreshSnapshots } from "../../snapshot/index.ts";

let ctx: TestContext;
let fleet: TestFleet;
const bearerOf = () => "a-bearer-of-16-characters";
beforeAll(async () => {
  ctx = await createTestContext();
  fleet = await addFleet(ctx, { eu: 2, us: 1 });
  await refreshSnapshots(ctx.db, bearerOf);
});
afterAll(() => ctx.database.drop());

const rows = () => ctx.db.agentSnapshot.findMany({ include: { agent: true } });

test("the row of a gateway has the hash that it computes of its snapshot, that of a node its versions", async () => {
  const all = await rows();
  expect(all.length).toBe(5);
  for (const { agent, body, expectedEffect } of all) {
    const snapshot: unknown = JSON.parse(body);
    const effect =
      agent.role === "gateway"
        ? await routingTableHash(GatewaySnapshot.parse(snapshot).regions)
        : modelsKey(InferenceSnapshot.parse(snapshot).models);
    expect(expectedEffect).toBe(effect);
  }
});

test("rows from before the column get theirs, at the revision that they have", async () => {
  const before = await rows();
  await ctx.db.agentSnapshot.updateMany({ data: { expectedEffect: null } });
  await refreshSnapshots(ctx.db, bearerOf);
  const effects = (all: typeof before) =>
    all.map(({ agentId, revision, expectedEffect }) => ({ agentId, revision, expectedEffect }));
  expect(new Set(effects(await rows()))).toEqual(new Set(effects(before)));
});

test("until snapshots of a change are built, the rows do not count as what is expected now", async () => {
  expect((await loadTrafficRows(ctx.db)).areSnapshotsBuilt).toBe(true);
  await fleet.shift("eu", { eu: { state: "active", weight: 60 }, us: { state: "active", weight: 40 } });
  expect((await loadTrafficRows(ctx.db)).areSnapshotsBuilt).toBe(false);
  await refreshSnapshots(ctx.db, bearerOf);
  expect((await loadTrafficRows(ctx.db)).areSnapshotsBuilt).toBe(true);
});

test("the newest change of a subject is found, and none of one that never changed", async () => {
  const newest = await ctx.db.change.findFirstOrThrow({
    where: { subjectId: fleet.id("eu"), kind: { startsWith: "traffic." } },
    orderBy: { revision: "desc" },
  });
  const subject = { type: newest.subjectType, id: newest.subjectId };
  const found = await findNewestRevisions(ctx.db, [subject, { type: "split", id: fleet.id("us") }]);
  expect(found).toEqual(new Map([[subject.id, newest.revision]]));
});
