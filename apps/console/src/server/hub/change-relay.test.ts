import { createDatabase, type Db } from "@meridian/db";
import { DeafProxy } from "@meridian/db/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LoopWatch } from "../boot/loop-watch.ts";
import { addAgent } from "../testing/fleet-fixture.ts";
import { joinAsAgent, startHub, type TestHub } from "../testing/start-hub.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { addFleet, type TestFleet } from "../testing/traffic-fixture.ts";

const deadline = { timeout: 30_000, interval: 20 };

let ctx: TestContext;
let fleet: TestFleet;
let proxy: DeafProxy;
let relayDb: Db;
let hub: TestHub;
beforeEach(async () => {
  ctx = await createTestContext();
  fleet = await addFleet(ctx, { "cn-east": 2 });
  proxy = await DeafProxy.inFrontOf(ctx.database.url);
  relayDb = createDatabase({ url: proxy.url, max: 2, queryTimeoutMs: 1000 });
  ctx.watch = new LoopWatch(ctx.logger, { turnMsMax: 600 });
  hub = await startHub(ctx, { relayDb });
});
afterEach(async () => {
  await hub.stop();
  proxy.close();
  await relayDb.close();
  await ctx.database.drop();
});

test("a relay whose connection was forgotten on the way is seen to stand, and goes on", async () => {
  const identity = await addAgent(ctx, { region: "cn-east", role: "gateway", name: "cn-east-gateway-2" });
  const gateway = await joinAsAgent(hub, identity, { hello: { role: "gateway" } });
  await vi.waitFor(() => expect(gateway.received).toHaveLength(1), deadline);
  proxy.forget();
  await fleet.shiftNodes("cn-east", { "cn-east-node-2": { state: "standby", weight: 100 } });
  const standing = () => ctx.watch.standing().map(({ name }) => name);
  await vi.waitFor(() => expect(standing()).toEqual(["change relay"]), deadline);
  await vi.waitFor(() => expect(gateway.received.length).toBeGreaterThan(1), deadline);
  await vi.waitFor(() => expect(standing()).toEqual([]), deadline);
});
