import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartRolloutInput } from "@meridian/contracts/api";
import { GatewaySnapshot, routingTableHash } from "@meridian/contracts/wire";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { writeModelFolder } from "../../testing/model-folder.ts";
import { connectedAgents, obey } from "../../testing/obedient-node.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { addFleet, type TestFleet } from "../../testing/traffic-fixture.ts";
import { type ModelFolders, registerModelVersions } from "../model/index.ts";
import { rollBackRollout, startRollout } from "../rollout/index.ts";
import { freezeChanges, thawChanges } from "../safety/index.ts";
import { findSnapshot, refreshSnapshots, tableHashesOf } from "../snapshot/index.ts";
import { loadTrafficRows } from "./views/load-traffic-rows.ts";
import { splitVersions } from "./split-versions.ts";

let ctx: TestContext;
let fleet: TestFleet;
let modelsDir = "";
let folders: ModelFolders;
let digest = "";
let candidate = "";
const agents = connectedAgents();

beforeAll(async () => {
  ctx = await createTestContext();
  ctx.agents = agents;
  modelsDir = await mkdtemp(join(tmpdir(), "models-"));
  await writeModelFolder(modelsDir, { name: "stable", content: "first" });
  digest = await writeModelFolder(modelsDir, { name: "candidate", content: "second" });
  folders = await registerModelVersions({ ctx, input: { modelsDir } });
  candidate = (await ctx.db.modelVersion.findUniqueOrThrow({ where: { name: "candidate" } })).id;
  const { id: modelVersionId } = await ctx.db.modelVersion.findUniqueOrThrow({ where: { name: "stable" } });
  fleet = await addFleet(ctx, { "cn-east": 2, "us-west": 1 });
  await ctx.db.modelAssignment.updateMany({ data: { modelVersionId } });
});
afterAll(async () => {
  await rm(modelsDir, { recursive: true });
  await ctx.database.drop();
});
beforeEach(async () => {
  await ctx.db.versionSplit.deleteMany();
  await hold("cn-east-node-1", candidate);
  for (const node of ["cn-east-node-2", "us-west-node-1"]) await obey(ctx, fleet.id(node));
});

/** What a rollout's preparing does to a node, and the node's report. */
async function hold(node: string, heldModelVersionId: string | null): Promise<void> {
  const data = { heldModelVersionId, heldPrecision: heldModelVersionId && "int8" };
  await ctx.db.modelAssignment.update({ where: { agentId: fleet.id(node) }, data });
  await obey(ctx, fleet.id(node));
}

async function split(origin: string, percent: number | null) {
  const { revision: baseRevision } = (await fleet.origin(origin)).split;
  const input = {
    originRegionId: fleet.id(origin),
    baseRevision,
    split: percent === null ? null : { modelVersionId: candidate, percent },
    reason: "a test",
  };
  return splitVersions({ ctx, input });
}

async function snapshotOf(gateway: string): Promise<GatewaySnapshot> {
  await refreshSnapshots(ctx.db, () => "bearer-of-the-tests-0001");
  const snapshot = await findSnapshot(ctx.db, fleet.id(gateway));
  return GatewaySnapshot.parse(JSON.parse(snapshot?.envelope.body ?? "null"));
}

test("gateways of the origin are told, no others, and the change says who and why", async () => {
  const { revision } = await split("cn-east", 5);
  const snapshot = await snapshotOf("cn-east-gateway");
  expect(snapshot.split).toEqual({ name: "candidate", digest, percent: 5 });
  expect((await snapshotOf("us-west-gateway")).split).toBeUndefined();
  expect((await fleet.origin("cn-east")).split).toEqual({
    revision,
    current: { modelVersionId: candidate, name: "candidate", percent: 5 },
    choices: [{ modelVersionId: candidate, name: "candidate" }],
  });
  const change = await ctx.db.change.findUniqueOrThrow({ where: { revision: BigInt(revision) } });
  expect(change).toMatchObject({
    ...{ kind: "split.set", subjectType: "split", subjectId: fleet.id("cn-east") },
    ...{ before: null, after: { modelVersionId: candidate, percent: 5 }, reason: "a test" },
  });

  await split("cn-east", null);
  expect((await snapshotOf("cn-east-gateway")).split).toBeUndefined();
});

test("a table is in effect with its split only", async () => {
  await split("cn-east", 5);
  const { regions, split: told } = await snapshotOf("cn-east-gateway");
  const hashes = await tableHashesOf(await loadTrafficRows(ctx.db));
  expect(hashes.get(fleet.id("cn-east"))).toBe(await routingTableHash(regions, told));
  expect(hashes.get(fleet.id("cn-east"))).not.toBe(await routingTableHash(regions));
});

test("a version is refused that no live node with the origin's traffic holds ready", async () => {
  const refused = { code: "REFUSED_BY_RULE", details: { rule: "split-held" } };
  expect((await fleet.origin("us-west")).split.choices).toEqual([]);
  await expect(split("us-west", 5)).rejects.toMatchObject(refused);

  agents.presences.set(fleet.id("cn-east-node-1"), "offline");
  await expect(split("cn-east", 5)).rejects.toMatchObject(refused);
  agents.presences.clear();
  await fleet.shiftNodes("cn-east", { "cn-east-node-1": { state: "standby", weight: 100 } });
  await expect(split("cn-east", 5)).rejects.toMatchObject(refused);
  await fleet.shiftNodes("cn-east", { "cn-east-node-1": { state: "active", weight: 100 } });
  await obey(ctx, fleet.id("cn-east-node-1"), ["candidate"]);
  await expect(split("cn-east", 5)).rejects.toMatchObject(refused);
});

test("two people at once end in a conflict, nothing twice in words", async () => {
  const { revision: baseRevision } = (await fleet.origin("cn-east")).split;
  await split("cn-east", 5);
  const late = { originRegionId: fleet.id("cn-east"), baseRevision, split: null, reason: "a test" };
  await expect(splitVersions({ ctx, input: late })).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await split("cn-east", 5)).toMatchObject({ unproven: [] });
  await split("cn-east", 25);
  expect((await fleet.origin("cn-east")).split.current?.percent).toBe(25);
});

test("a freeze refuses a split and lets it end", async () => {
  await split("cn-east", 5);
  await freezeChanges({ ctx, input: { reason: "a sale" } });
  await expect(split("cn-east", 25)).rejects.toMatchObject({ details: { rule: "not-frozen" } });
  await split("cn-east", null);
  await thawChanges({ ctx, input: { reason: "over" } });
});

test("the end of a rollout ends it: nodes let go of what they held", async () => {
  await split("cn-east", 5);
  const rolling = { ...ctx, modelFolders: folders };
  const regionIds = [fleet.id("us-west")];
  const input = StartRolloutInput.parse({ modelVersionId: candidate, regionIds, reason: "a test" });
  const { id: rolloutId } = await startRollout({ ctx: rolling, input });
  expect((await fleet.origin("cn-east")).split.current?.percent).toBe(5);
  await rollBackRollout({ ctx: rolling, input: { rolloutId, reason: "a test" } });
  expect((await fleet.origin("cn-east")).split.current).toBeNull();
  const change = await ctx.db.change.findFirstOrThrow({ where: { kind: "rollout.rolled-back" } });
  expect(change.after).toMatchObject({ splitsEnded: [fleet.id("cn-east")] });
});
