import { ListTrafficChangesInput } from "@meridian/contracts/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { addFleet, type TestFleet } from "../../testing/traffic-fixture.ts";
import { listTrafficChanges } from "./views/list-traffic-changes.ts";
import { undoTraffic } from "./undo-traffic.ts";

let ctx: TestContext;
let fleet: TestFleet;
beforeAll(async () => {
  ctx = await createTestContext();
  fleet = await addFleet(ctx, { "cn-east": 3, "us-west": 0, "eu-north": 0 });
});
afterAll(() => ctx.database.drop());

const active = (weight: number) => ({ state: "active", weight }) as const;
const standby = { state: "standby", weight: 100 } as const;
const undo = (revision: string) => undoTraffic({ ctx, input: { revision, reason: "back" } });
const history = (input: object = {}) =>
  listTrafficChanges({ ctx, input: ListTrafficChangesInput.parse(input) });

/** What operators set, without how far it has come. */
async function setting() {
  const { origins, nodes } = await fleet.traffic();
  return [...origins.map(({ targets: members }) => members), ...nodes.map((region) => region.nodes)];
}

test("an undo puts everything back, its own undo does the change again", async () => {
  const before = await setting();
  const shifted = await fleet.shift("cn-east", { "cn-east": active(30), "us-west": active(70) });
  const after = await setting();
  const undone = await undo(shifted.revision);
  expect(await setting()).toEqual(before);
  const redone = await undo(undone.revision);
  expect(await setting()).toEqual(after);
  await undo(redone.revision);
  const row = await ctx.db.change.findUniqueOrThrow({ where: { revision: BigInt(undone.revision) } });
  expect(row).toMatchObject({ kind: "traffic.undone", undoOf: BigInt(shifted.revision), reason: "back" });
});

test("only the newest change can be undone; who came after it is named", async () => {
  const first = await fleet.shift("cn-east", { "us-west": active(1) });
  const second = await fleet.shift("cn-east", { "us-west": active(2) });
  await expect(undo(first.revision)).rejects.toMatchObject({
    code: "CONFLICT",
    details: { revision: second.revision, by: "user-1", kind: "traffic.shifted" },
  });
  const [a, b] = await Promise.all([undo(second.revision), undo(second.revision)]);
  expect(a).toEqual(b);
});

test("the same undo again is the same undo, until something else was changed", async () => {
  const shifted = await fleet.shift("us-west", { "cn-east": active(11) });
  const undone = await undo(shifted.revision);
  const before = await setting();
  const { revision } = await ctx.db.systemState.findUniqueOrThrow({ where: { id: 1 } });
  expect(await undo(shifted.revision)).toEqual(undone);
  expect(await setting()).toEqual(before);
  expect(await ctx.db.change.count({ where: { undoOf: BigInt(shifted.revision) } })).toBe(1);
  expect(await ctx.db.systemState.findUniqueOrThrow({ where: { id: 1 } })).toMatchObject({ revision });

  const nodes = await fleet.shiftNodes("cn-east", { "cn-east-node-1": active(3) });
  const nodesUndone = await undo(nodes.revision);
  expect(await undo(nodes.revision)).toEqual(nodesUndone);

  await undo(undone.revision);
  await expect(undo(shifted.revision)).rejects.toMatchObject({ code: "CONFLICT" });
});

test("targets that came or went since are a conflict", async () => {
  const region = await fleet.shift("us-west", { "cn-east": active(1) });
  await addRegion(ctx, "ap-south");
  await expect(undo(region.revision)).rejects.toMatchObject({
    code: "CONFLICT",
    details: { kind: "region.created" },
  });
  const node = await fleet.shiftNodes("cn-east", { "cn-east-node-1": active(7) });
  await addAgent(ctx, { region: "cn-east", role: "inference", name: "late" });
  await expect(undo(node.revision)).rejects.toMatchObject({
    code: "CONFLICT",
    details: { kind: "agent.enrolled" },
  });
});

test("a drain comes back with its deadline, after it as what was to follow", async () => {
  const drain = { state: "drain", weight: 100, drain: { minutes: 5, then: "cordon" } } as const;
  await fleet.shift("eu-north", { "us-west": drain });
  const ended = await fleet.shift("eu-north", { "us-west": standby });
  const targetOf = async () => {
    const { targets: members } = await fleet.origin("eu-north");
    return members.find(({ regionId }) => regionId === fleet.id("us-west"));
  };
  const undone = await undo(ended.revision);
  const deadlineAt = new Date(ctx.now().getTime() + 300_000);
  expect(await targetOf()).toMatchObject({ state: "drain", drain: { deadlineAt, then: "cordon" } });
  const again = await undo(undone.revision);
  ctx.advance(300_000);
  await undo(again.revision);
  expect(await targetOf()).toMatchObject({ state: "cordon", drain: null });
});

test("what is no change of traffic cannot be undone", async () => {
  const { revision } = await ctx.db.change.findFirstOrThrow({ where: { kind: "region.created" } });
  for (const other of [String(revision), "999999"]) {
    await expect(undo(other)).rejects.toMatchObject({ code: "NOT_FOUND", details: { revision: other } });
  }
});

test("the history is read page by page, by subject, and tells what can be undone", async () => {
  await fleet.shift("eu-north", { "us-west": active(3) });
  const whole = await history({ limit: 200 });
  const [newest] = whole.data;
  expect(newest).toMatchObject({
    subject: { type: "traffic", id: fleet.id("eu-north") },
    actorName: "user-1",
    reason: "a test",
    canUndo: true,
  });
  const before = newest?.before.find(({ name }) => name === "us-west");
  const after = newest?.after.find(({ name }) => name === "us-west");
  expect([before?.state, after?.weight]).toEqual(["cordon", 3]);

  const undoable = whole.data.filter(({ canUndo }) => canUndo).map(({ subject }) => subject.id);
  expect(undoable.toSorted()).toEqual(
    [fleet.id("cn-east"), fleet.id("cn-east"), fleet.id("eu-north"), fleet.id("us-west")].toSorted(),
  );
  const first = await history({ limit: 2 });
  const second = await history({ limit: 200, cursor: first.nextCursor });
  expect([...first.data, ...second.data]).toEqual(whole.data);
  expect(second.nextCursor).toBeNull();
  const nodes = await history({ subjectType: "nodes", subjectId: fleet.id("cn-east"), limit: 1 });
  expect(nodes.data.map(({ kind }) => kind)).toEqual(["nodes.shifted"]);
});
