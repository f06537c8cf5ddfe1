import { encode } from "@msgpack/msgpack";
import { agentEvents, type TelemetryFrame } from "@meridian/contracts/wire";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { Clock } from "../boot/clock.ts";
import { addAgent, addRegion } from "../testing/fleet-fixture.ts";
import { joinAsAgent, next, startHub, type TestHub } from "../testing/start-hub.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";

const hourMs = 3_600_000;
/** More than anything here takes. */
const minuteMs = 60_000;
const deadline = { timeout: 30_000, interval: 20 };
const frame: TelemetryFrame = {
  ...{ bootId: "boot", seq: 0, uptimeMs: 1000, counters: { requests: 1 }, gauges: {}, histograms: [] },
};

let ctx: TestContext;
let hub: TestHub;
let clock: Clock;
/** As after a sleep of the machine, which its monotonic clock does not count. */
let missedMs = 0;
beforeAll(async () => {
  ctx = await createTestContext();
  await addRegion(ctx, "cn-east");
  clock = new Clock(() => performance.now() - missedMs);
  const limits = { staleAfterMs: minuteMs, offlineAfterMs: minuteMs };
  hub = await startHub(ctx, { clock, ...limits, handshakesPerSecond: 1 });
  await hub.realtime.followClock();
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  await hub.stop();
  await ctx.database.drop();
});

/** What the hub and the pages think of an agent that was heard just now, and of all that ever fell silent. */
async function judgement(agentId: string) {
  const [figures] = hub.realtime.live.agentsLive(clock.now().getTime(), { withHistory: false });
  const isAgeSmall = (figures?.ageMs ?? Number.NaN) < minuteMs;
  const events = await ctx.db.fleetEvent.findMany({ where: { agentId }, select: { kind: true } });
  return { presence: hub.realtime.hub.presenceOf(agentId), isAgeSmall, events };
}
const well = { presence: "live", isAgeSmall: true, events: [] };

test("an hour forward or back, of this machine's clock or of the database's, and nobody falls silent", async () => {
  const node = await addAgent(ctx, { region: "cn-east", role: "inference", name: "node" });
  const { socket } = await joinAsAgent(hub, node);
  socket.emit(agentEvents.telemetry, encode(frame));
  await vi.waitFor(async () => expect(await judgement(node.agentId)).toEqual(well), deadline);

  for (const ms of [hourMs, -hourMs]) {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
    await hub.realtime.followClock();
    expect(await judgement(node.agentId)).toEqual(well);
    vi.useRealTimers();
  }
  for (const ms of [hourMs, 0]) {
    missedMs = ms;
    await hub.realtime.followClock();
    expect(await judgement(node.agentId)).toEqual(well);
  }
});

test("an hour back, and agents are let in as before", async () => {
  for (let number = 1; number <= 2; number++) {
    const node = await addAgent(ctx, { region: "cn-east", role: "inference", name: `late-${number}` });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - hourMs });
    await vi.waitFor(() => letIn(node), deadline);
    vi.useRealTimers();
  }
});

/** Rejects while the hub tells the agent to come back later. */
async function letIn(auth: object): Promise<void> {
  const socket = hub.connectAgent(auth);
  const refused = next(socket, "connect_error").then(() => Promise.reject(new Error("told to come back")));
  await Promise.race([next(socket, "connect"), refused]);
}
