import type { DesiredModel } from "@meridian/contracts/wire";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ActualModels, type ModelAction, type SlotKey, slotKey } from "./plan.ts";
import { type ModelExecutor, Reconciler } from "./reconciler.ts";

const model = (letter: string): DesiredModel => ({
  name: letter,
  digest: letter.repeat(64),
  precision: "fp32",
  files: [{ path: "vocab.txt", sha256: letter.repeat(64), sizeBytes: 1 }],
});
const desire = (...letters: string[]) => ({
  models: letters.map(model),
  defaultDigest: letters[0]?.repeat(64) ?? null,
});

/** Stands where engines and disks would be: obeys every action unless told to fail or to wait. */
class Shelf implements ModelExecutor {
  readonly log: string[] = [];
  readonly failing = new Set<string>();
  readonly slow = new Set<string>();
  /** Steps that are done without an effect. */
  readonly idle = new Set<string>();
  private readonly stages = new Map<SlotKey, "stored" | "ready">();
  private defaultKey: SlotKey | null = null;

  actual(): ActualModels {
    return { slots: [...this.stages].map(([key, stage]) => ({ key, stage })), defaultKey: this.defaultKey };
  }

  async execute(action: ModelAction, signal: AbortSignal): Promise<void> {
    const step =
      "model" in action ? `${action.kind} ${action.model.name}` : `${action.kind} ${action.key?.[0]}`;
    this.log.push(step);
    if (this.failing.has(step)) throw new Error(step);
    if (this.slow.has(step)) await new Promise((_, reject) => signal.addEventListener("abort", reject));
    if (this.idle.has(step)) return;
    if (action.kind === "fetch") this.stages.set(slotKey(action.model), "stored");
    if (action.kind === "load") this.stages.set(slotKey(action.model), "ready");
    if (action.kind === "set-default") this.defaultKey = action.key;
    if (action.kind === "unload") this.stages.delete(action.key);
  }
}

describe("Reconciler", () => {
  let shelf: Shelf;
  let reconciler: Reconciler;
  beforeEach(() => {
    vi.useFakeTimers();
    shelf = new Shelf();
    const clock = { now: () => Date.now(), wall: () => Date.now() };
    reconciler = new Reconciler(shelf, clock, pino({ level: "silent" }));
  });
  afterEach(() => {
    reconciler.stop();
    vi.useRealTimers();
  });
  const settle = () => vi.advanceTimersByTimeAsync(0);

  it("moves a node step by step and then rests", async () => {
    reconciler.setDesired(desire("a"));
    await settle();
    reconciler.setDesired(desire("b"));
    await settle();
    expect(shelf.log).toEqual([
      "fetch a",
      "load a",
      "set-default a",
      "fetch b",
      "load b",
      "set-default b",
      "unload a",
    ]);
  });

  it("keeps the old version while a load fails, and tries again ever more slowly", async () => {
    reconciler.setDesired(desire("a"));
    await settle();
    shelf.failing.add("load b");
    reconciler.setDesired(desire("b"));
    await settle();
    expect(shelf.actual().defaultKey).toBe(slotKey(model("a")));
    const loads = () => shelf.log.filter((step) => step === "load b").length;
    expect(loads()).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(loads()).toBe(2);
    await vi.advanceTimersByTimeAsync(1999);
    expect(loads()).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(loads()).toBe(3);
    await vi.advanceTimersByTimeAsync(600_000);
    const before = loads();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(loads() - before).toBe(10);

    shelf.failing.clear();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shelf.actual()).toEqual({
      slots: [{ key: slotKey(model("b")), stage: "ready" }],
      defaultKey: slotKey(model("b")),
    });
  });

  it("brings up other versions while one fails", async () => {
    shelf.failing.add("fetch a");
    reconciler.setDesired(desire("a", "b"));
    await settle();
    expect(shelf.actual().slots).toContainEqual({ key: slotKey(model("b")), stage: "ready" });
  });

  it("pauses after a step that ended well and changed nothing", async () => {
    shelf.idle.add("fetch a");
    shelf.idle.add("set-default b");
    reconciler.setDesired(desire("a"));
    await settle();
    expect(shelf.log).toEqual(["fetch a"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(shelf.log).toEqual(["fetch a", "fetch a"]);
    reconciler.setDesired(desire("b"));
    await settle();
    expect(shelf.log.slice(2)).toEqual(["fetch b", "load b", "set-default b"]);
    shelf.idle.clear();
    await vi.advanceTimersByTimeAsync(1000);
    expect(shelf.actual().defaultKey).toBe(slotKey(model("b")));
  });

  it("breaks off what takes too long, goes on with the rest and tries it again later", async () => {
    shelf.slow.add("load a");
    reconciler.setDesired(desire("a", "b"));
    await settle();
    expect(shelf.log).toEqual(["fetch a", "load a"]);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(shelf.log.slice(2)).toEqual(["fetch b", "load b"]);
    shelf.slow.clear();
    await vi.advanceTimersByTimeAsync(1000);
    expect(shelf.actual().defaultKey).toBe(slotKey(model("a")));
  });

  it("breaks off work for a version that a newer snapshot no longer wants", async () => {
    shelf.slow.add("fetch a");
    reconciler.setDesired(desire("a"));
    await settle();
    reconciler.setDesired(desire("b"));
    await settle();
    expect(shelf.log).toEqual(["fetch a", "fetch b", "load b", "set-default b"]);
  });
});
