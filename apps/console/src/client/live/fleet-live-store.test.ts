import type { AgentLive, FleetLive } from "@meridian/contracts/wire";
import { describe, expect, it, vi } from "vitest";
import { FleetLiveStore, historyStepMs } from "./fleet-live-store.ts";

const live = (id: string, requestsPerSecond: number | null, more: Partial<AgentLive> = {}): AgentLive => ({
  id,
  presence: "live",
  ageMs: 200,
  requestsPerSecond,
  errorShare: 0,
  p50Ms: 4,
  p95Ms: 9,
  p99Ms: 12,
  queueLength: 0,
  inFlight: 0,
  cacheHitShare: 0,
  rssBytes: 1e8,
  tokensPerSecond: null,
  tokensPerSecondMax: null,
  ...more,
});
const message = (seq: number, atMs: number, agents: AgentLive[], isWhole = false): FleetLive => ({
  seq,
  atMs,
  isWhole,
  agents,
  regions: [],
  origins: [],
});

describe("FleetLiveStore", () => {
  it("keeps the identity of what did not change", () => {
    const store = new FleetLiveStore();
    store.apply(message(1, 1000, [live("a", 1), live("b", 2)], true), 0);
    const before = store.agent("a");
    expect(store.apply(message(2, 2000, [live("b", 3)]), 1)).toBe(true);
    expect(store.agent("a")).toBe(before);
    expect(store.agent("b")?.requestsPerSecond).toBe(3);
  });

  it("replaces everything by a whole message", () => {
    const store = new FleetLiveStore();
    store.apply(message(9, 1000, [live("a", 1)], true), 0);
    store.apply(message(1, 2000, [live("b", 1)], true), 0);
    expect(store.agent("a")).toBeNull();
    expect(store.agent("b")).not.toBeNull();
  });

  it("knows since when the database is away, until a message says nothing of it", () => {
    const store = new FleetLiveStore();
    store.apply({ ...message(1, 1000, [], true), databaseAwaySinceMs: 400 }, 0);
    expect(store.databaseAwaySinceMs).toBe(400);
    store.apply(message(2, 2000, []), 1);
    expect(store.databaseAwaySinceMs).toBeNull();
  });

  it.each([
    ["nothing whole has come", []],
    ["a message is missing", [message(1, 1000, [live("a", 1)], true), message(3, 3000, [])]],
    ["a message comes again", [message(1, 1000, [live("a", 1)], true), message(1, 1000, [])]],
  ])("stands still when %s", (_name, messages) => {
    const store = new FleetLiveStore();
    for (const one of messages.slice(0, 1)) store.apply(one, 0);
    const listener = vi.fn();
    store.subscribe(listener);
    expect(store.apply(messages[1] ?? message(7, 1000, [live("a", 5)]), 0)).toBe(false);
    expect(listener).not.toHaveBeenCalled();
  });

  it("carries histories on, a point a step, and a gap while an agent is silent", () => {
    const store = new FleetLiveStore();
    const history = Array.from({ length: 60 }, () => 1);
    const first = message(
      1,
      10 * historyStepMs,
      [live("a", 2, { history }), live("b", 4, { history })],
      true,
    );
    store.apply(first, 0);
    store.apply(message(2, 10 * historyStepMs + 9000, [live("b", 4, { presence: "stale" })]), 0);
    expect(store.history("a")).toEqual(history);
    store.apply(message(3, 12 * historyStepMs, [live("a", 8)]), 0);
    expect(store.history("a").slice(-3)).toEqual([1, 2, null]);
    expect(store.history("b").slice(-3)).toEqual([1, null, null]);
    expect(store.history("a")).toHaveLength(60);
    expect(store.historyEndMs).toBe(12 * historyStepMs);
  });
});
