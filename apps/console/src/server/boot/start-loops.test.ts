import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { Clock } from "./clock.ts";
import { ConsoleCounters } from "../domains/console-counters.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { addFleet, type TestFleet } from "../testing/traffic-fixture.ts";
import { startLoops } from "./start-loops.ts";
import type { Loop } from "../loops/loop.ts";

const hourMs = 3_600_000;
const deadline = { timeout: 30_000, interval: 20 };

let ctx: TestContext;
let fleet: TestFleet;
let loops: Loop;
beforeAll(async () => {
  ctx = await createTestContext();
  const { db, logger, watch, changes, agents } = ctx;
  const clock = new Clock();
  await clock.follow(db);
  ctx.now = clock.now;
  fleet = await addFleet(ctx, { "cn-east": 3 });
  const shared = { db, logger, watch, changes, agents, now: clock.now };
  loops = await startLoops({
    ...shared,
    counters: new ConsoleCounters(),
    series: () => [],
    offlineAfterMs: 10_000,
  });
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  await loops.stop();
  await ctx.database.drop();
});

const states = async () => (await fleet.nodes("cn-east")).nodes.map(({ state }) => state);

/** By the database's own clock. */
const endNow = (node: string) => ctx.db.$executeRaw`
  UPDATE agents SET drain_deadline_at = now() WHERE id = ${fleet.id(node)}`;

test.each([
  ["forward", hourMs, "cn-east-node-1", ["standby", "drain", "active"]],
  ["back", -hourMs, "cn-east-node-2", ["standby", "standby", "active"]],
])("an hour %s ends no drain early and none late", async (_way, ms, due, expected) => {
  const drain = { state: "drain", weight: 100, drain: { minutes: 30, then: "standby" } } as const;
  const drained = ["cn-east-node-1", "cn-east-node-2"].filter((name) => name >= due);
  await fleet.shiftNodes("cn-east", Object.fromEntries(drained.map((name) => [name, drain])));
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  await endNow(due);
  await vi.waitFor(async () => expect(await states()).toEqual(expected), deadline);
});
