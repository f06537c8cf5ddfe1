import type { RolloutView } from "@meridian/contracts/api";
import { inTransaction, nextRevision } from "@meridian/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { personOf } from "../../testing/request-context.ts";
import { SafetyScene } from "../../testing/safety-scene.ts";
import { findDefaultVersion, setDefaultVersion } from "../model/index.ts";
import { applyActions } from "./apply-actions.ts";
import { getRowOrThrow } from "./get-rollout.ts";
import { reachOf, toRollout } from "./progress.ts";

let scene: SafetyScene;
beforeAll(async () => {
  scene = await SafetyScene.create();
});
afterAll(() => scene.dispose());

const ofEast = () => personOf("approver", [scene.fleet.id("cn-east")]);
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

test("a rollback by somebody limited to regions leaves alone what new nodes get; a rollback by somebody without a limit restores it, and says so", async () => {
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

test("who is limited ends the splits of their origins alone, by a rollback and by what their rollout does itself", async () => {
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
