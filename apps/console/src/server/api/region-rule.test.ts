import type { RolloutView, TrafficChanged } from "@meridian/contracts/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { personOf, tokenOf } from "../testing/request-context.ts";
import { SafetyScene } from "../testing/safety-scene.ts";

let scene: SafetyScene;
beforeAll(async () => {
  scene = await SafetyScene.create();
});
afterAll(() => scene.dispose());

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

test("a region of their own is not archived by them: other origins' policies would lose it", async () => {
  const input = { regionId: scene.fleet.id("cn-east"), reason: "x" };
  const admin = personOf("admin", [scene.fleet.id("cn-east")]);
  await expect(scene.call("region.archive", input, admin)).rejects.toMatchObject(refused(null));
});
