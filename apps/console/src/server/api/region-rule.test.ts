import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RolloutView, TrafficChanged } from "@meridian/contracts/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction, nextRevision } from "@meridian/db";
import { findDefaultVersion, setDefaultVersion } from "../domains/model/index.ts";
import { applyActions } from "../domains/rollout/apply-actions.ts";
import { getRowOrThrow } from "../domains/rollout/get-rollout.ts";
import { reachOf, toRollout } from "../domains/rollout/progress.ts";
import { writeModelFolder } from "../testing/model-folder.ts";
import { personOf, tokenOf } from "../testing/request-context.ts";
import { SafetyScene } from "../testing/safety-scene.ts";

let modelsDir = "";
let scene: SafetyScene;
beforeAll(async () => {
  modelsDir = await mkdtemp(join(tmpdir(), "models-"));
  for (const name of ["stable", "candidate"]) await writeModelFolder(modelsDir, { name, content: name });
  scene = await SafetyScene.create(modelsDir);
});
afterAll(async () => {
  await scene.ctx.database.drop();
  await rm(modelsDir, { recursive: true });
});

const ofEast = () => personOf("approver", [scene.fleet.id("cn-east")]);
const refused = (needed: string[] | null) => ({ cause: { code: "FORBIDDEN", details: { needed } } });

test("who is limited to a region shifts its traffic, and no other's", async () => {
  const shift = await scene.shiftTo("standby");
  expect(await scene.call("traffic.shift", shift, ofEast())).toHaveProperty("revision");
  const elsewhere = { ...shift, originRegionId: scene.fleet.id("us-west") };
  await expect(scene.call("traffic.shift", elsewhere, ofEast())).rejects.toMatchObject(refused(["us-west"]));
  await expect(scene.call("safety.freeze", { reason: "x" }, ofEast())).rejects.toMatchObject(refused(null));
});

test("their rollout leaves alone which version new nodes get, in this region and in others", async () => {
  const input = await scene.rollout();
  const planOf = async (id: string) => (await scene.ctx.db.rollout.findUniqueOrThrow({ where: { id } })).plan;
  const both = { ...input, regionIds: [...input.regionIds, scene.fleet.id("us-west")] };
  await expect(scene.call("rollout.start", both, ofEast())).rejects.toMatchObject(refused(["us-west"]));
  const own = (await scene.call("rollout.start", input, ofEast())) as RolloutView;
  expect(await planOf(own.id)).toMatchObject({ keepsDefault: true });
  await scene.ctx.db.rollout.update({
    where: { id: own.id },
    data: { state: "completed", endedAt: scene.ctx.now() },
  });
  const free = (await scene.call("rollout.start", input)) as RolloutView;
  expect(await planOf(free.id)).toMatchObject({ keepsDefault: false });
});

test("a dry run of what they may not do is answered, says so, and changes nothing", async () => {
  const usWest = () => personOf("operator", [scene.fleet.id("us-west")]);
  const shift = { ...(await scene.shiftTo("active")), dryRun: true };
  const before = await scene.fleet.origin("cn-east");
  const tried = async (who = usWest()) => (await scene.call("traffic.shift", shift, who)) as TrafficChanged;
  expect((await tried()).dryRun).toMatchObject({
    isAllowed: false,
    refusal: { details: { rule: "region-limit", regions: ["us-west"], needed: ["cn-east"] } },
  });
  expect((await tried(personOf("viewer"))).dryRun).toMatchObject({
    isAllowed: false,
    refusal: { message: "This needs the role operator." },
  });
  const ofRollouts = tokenOf("admin", { scope: "rollouts" });
  expect((await tried(ofRollouts)).dryRun).toMatchObject({ isAllowed: false, refusal: {} });
  expect((await tried(ofEast())).dryRun).toMatchObject({ isAllowed: true, refusal: null });
  expect(await scene.fleet.origin("cn-east")).toEqual(before);
});

const approver = () => personOf("approver");
const defaultNow = async () => (await findDefaultVersion(scene.ctx.db))?.name;

/** A rollout of cn-east by an administrator, completed; new nodes get its version since. */
async function completedRollout(): Promise<string> {
  await scene.ctx.db.rollout.updateMany({ data: { state: "rolled-back" } });
  const { id: modelVersionId } = await scene.ctx.db.modelVersion.findUniqueOrThrow({
    where: { name: "stable" },
  });
  await inTransaction(scene.ctx.db, (tx) => setDefaultVersion(tx, { modelVersionId, precision: "int8" }));
  const { id } = (await scene.call("rollout.start", await scene.rollout())) as RolloutView;
  const { revision } = await inTransaction(scene.ctx.db, async (tx) => {
    const next = await nextRevision(tx);
    const rollout = toRollout(await getRowOrThrow(tx, id));
    const actions = [{ kind: "rollout", event: "complete" }, { kind: "make-default" }] as const;
    const within = null;
    await applyActions(tx, scene.ctx, { revision: next, rollout, nodes: [], actions, within });
    return { revision: next };
  });
  const change = await scene.ctx.db.change.findUniqueOrThrow({ where: { revision } });
  expect(change.after).toMatchObject({ newNodesGet: { precision: "int8" } });
  expect(await defaultNow()).toBe("candidate");
  return id;
}

const lastRollBack = () =>
  scene.ctx.db.change.findFirstOrThrow({
    where: { kind: "rollout.rolled-back" },
    orderBy: { revision: "desc" },
  });

test("their rollback leaves alone what new nodes get; a rollback by somebody without a limit restores it, and says so", async () => {
  const rolloutId = await completedRollout();
  await scene.call("rollout.rollBack", { rolloutId, reason: "x" }, ofEast());
  expect(await defaultNow()).toBe("candidate");
  expect((await lastRollBack()).after).not.toHaveProperty("newNodesGet");

  const again = await completedRollout();
  await scene.call("rollout.rollBack", { rolloutId: again, reason: "x" }, approver());
  expect(await defaultNow()).toBe("stable");
  const { before, after } = await lastRollBack();
  expect(before).toHaveProperty("newNodesGet.precision");
  expect(after).toHaveProperty("newNodesGet.precision");
});

test("ends the splits of their origins alone, by a rollback and by what their rollout does itself", async () => {
  const { modelVersionId } = await scene.rollout();
  const origins = ["cn-east", "us-west"].map((name) => scene.fleet.id(name));
  const left = async () =>
    (await scene.ctx.db.versionSplit.findMany()).map(({ originRegionId }) => originRegionId);
  const splitAll = () =>
    scene.ctx.db.versionSplit.createMany({
      data: origins.map((originRegionId) => ({ originRegionId, modelVersionId, percent: 5 })),
      skipDuplicates: true,
    });
  const rolloutId = await completedRollout();
  await splitAll();
  await scene.call("rollout.rollBack", { rolloutId, reason: "x" }, ofEast());
  expect(await left()).toEqual([scene.fleet.id("us-west")]);
  expect((await lastRollBack()).after).toMatchObject({ splitsEnded: [scene.fleet.id("cn-east")] });

  await scene.ctx.db.rollout.updateMany({ data: { state: "rolled-back" } });
  const { id } = (await scene.call("rollout.start", await scene.rollout(), ofEast())) as RolloutView;
  await splitAll();
  const started = toRollout(await getRowOrThrow(scene.ctx.db, id));
  await inTransaction(scene.ctx.db, async (tx) => {
    const actions = [{ kind: "rollout", event: "complete" }] as const;
    const input = { rollout: started, nodes: [], actions, within: reachOf(started) };
    await applyActions(tx, scene.ctx, { revision: await nextRevision(tx), ...input });
  });
  expect(await left()).toEqual([scene.fleet.id("us-west")]);
});

test("a region of their own is not archived by them: other origins' policies would lose it", async () => {
  const input = { regionId: scene.fleet.id("cn-east"), reason: "x" };
  const admin = personOf("admin", [scene.fleet.id("cn-east")]);
  await expect(scene.call("region.archive", input, admin)).rejects.toMatchObject(refused(null));
});
