import { FleetView } from "@meridian/contracts/api";
import type { ObservedState, RotationView } from "@meridian/contracts/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { recordAcks } from "../node/record-acks.ts";
import { recordObserved } from "../node/record-observed.ts";
import { findSnapshot, refreshSnapshots } from "../../snapshot/index.ts";
import { getFleetOverview } from "./get-fleet-overview.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.database.drop());

test("desired, acknowledged and observed stand side by side; a node out of rotation says by whom", async () => {
  const region = await addRegion(ctx, "cn-east");
  await addRegion(ctx, "eu-central");
  const gateway = (await addAgent(ctx, { region: "cn-east", role: "gateway", name: "gw" })).agentId;
  const node = (await addAgent(ctx, { region: "cn-east", role: "inference", name: "a" })).agentId;
  await addAgent(ctx, { region: "cn-east", role: "inference", name: "b" });
  await addAgent(ctx, { region: "cn-east", role: "inference", name: "c", state: "standby" });
  await refreshSnapshots(ctx.db, () => "a-bearer-of-16-characters");
  const target = await findSnapshot(ctx.db, gateway);
  if (!target) throw new Error("expected a target");
  const { position } = target;
  const ack = { outcome: "applied", ...position } as const;
  await recordAcks(ctx.db, [{ agentId: gateway, sent: position, ack, at: ctx.now() }]);
  const out: RotationView = {
    nodeId: node,
    isIn: false,
    rule: "refused",
    evidence: "ECONNREFUSED",
    sinceMs: 1,
    earliestReturnMs: 2,
  };
  const observed: ObservedState = {
    applied: position,
    outcome: "converged",
    reason: null,
    effectiveHash: "0".repeat(64),
    effective: { role: "gateway", isReady: true, tableHash: null, limits: {} },
    outOfRotation: [out],
  };
  await recordObserved(ctx.db, [{ agentId: gateway, regionId: region.id, observed, at: ctx.now() }]);

  const view = FleetView.parse(
    await getFleetOverview({ db: ctx.db, agents: { presenceOf: () => "live" }, now: ctx.now }),
  );
  const [first, second] = view.regions;
  expect([first?.name, second?.agents]).toEqual(["cn-east", []]);
  const agents = new Map(first?.agents.map((agent) => [agent.name, agent]));
  expect(agents.get("gw")).toMatchObject({
    target: position,
    acked: position,
    observed: { position, outcome: "converged" },
    isReady: true,
    weightShare: null,
  });
  expect(agents.get("a")?.outOfRotation).toEqual([{ ...out, gatewayId: gateway, gatewayName: "gw" }]);
  const presenceOf = (id: string) => (id === gateway ? "offline" : "live");
  const without = await getFleetOverview({ db: ctx.db, agents: { presenceOf }, now: ctx.now });
  const silent = without.regions[0]?.agents.find(({ name }) => name === "a");
  expect(silent?.outOfRotation).toEqual([]);
  expect(["a", "b", "c"].map((name) => agents.get(name)?.weightShare)).toEqual([0.5, 0.5, null]);
});
