import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { TelemetryFrame } from "@meridian/contracts/wire";
import { ConsoleCounters } from "../../domains/console-counters.ts";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { LiveStore } from "./live-store.ts";
import { PresenceWatch } from "./presence-watch.ts";
import { WriteQueue } from "../agents/writes/write-queue.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.database.drop());

test("falling silent and coming back are events with the time last seen; the first sight is none", async () => {
  const region = await addRegion(ctx, "cn-east");
  const { agentId: id } = await addAgent(ctx, { region: "cn-east", role: "gateway", name: "gw" });
  const { db, logger } = ctx;
  const live = new LiveStore({ staleAfterMs: 3000, offlineAfterMs: 10_000 });
  const writes = new WriteQueue({
    isDatabaseUp: () => Promise.resolve(true),
    counters: new ConsoleCounters(),
    logger,
  });
  const told: string[] = [];
  const watch = new PresenceWatch({ live, db, writes, onObserved: (kind) => told.push(kind) });
  const startMs = ctx.now().getTime();
  const frame: TelemetryFrame = {
    bootId: "a",
    seq: 0,
    uptimeMs: 0,
    counters: {},
    gauges: {},
    histograms: [],
  };
  const receive = (ms: number) =>
    live.record({ id, regionId: region.id, role: "gateway" }, frame, startMs + ms);
  const kinds = async () => {
    const events = await db.fleetEvent.findMany({ orderBy: { at: "asc" } });
    return events.map(({ kind, at }) => `${kind} ${at.getTime() - startMs}`);
  };
  const tickUntil = async (ms: number, expected: string[]) => {
    watch.tick(startMs + ms);
    await vi.waitFor(async () => expect(await kinds()).toEqual(expected), { timeout: 30_000, interval: 20 });
  };

  receive(0);
  await tickUntil(1000, []);
  await tickUntil(4000, ["agent.stale 4000"]);
  await tickUntil(11_000, ["agent.stale 4000", "agent.offline 11000"]);
  receive(12_000);
  await tickUntil(12_500, ["agent.stale 4000", "agent.offline 11000", "agent.live 12500"]);
  expect(told).toEqual(["agent.presence", "agent.presence", "agent.presence"]);
});
