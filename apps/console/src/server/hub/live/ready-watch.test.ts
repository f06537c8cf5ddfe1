import type { InferenceEffective, SlotStatus } from "@meridian/contracts/wire";
import { describe, expect, it } from "vitest";
import { ReadyWatch, type Report } from "./ready-watch.ts";

const digest = "a".repeat(64);

type Said = { revision?: number | null; slot?: SlotStatus; isDefault?: boolean; isStopping?: boolean };

/** What a node says that holds one version. */
function report({ revision = 7, slot = "ready", isDefault = true, isStopping = false }: Said): Report {
  const effective: InferenceEffective = {
    role: "inference",
    isReady: isDefault && slot === "ready" && !isStopping,
    slots: [{ name: "v1", digest, precision: "int8", status: slot, provider: "cpu", reason: null }],
    defaultDigest: isDefault ? digest : null,
    defaultPrecision: isDefault ? "int8" : null,
    limits: {},
  };
  return { applied: revision === null ? null : { epoch: 1, revision: String(revision) }, effective };
}

const ready: Said = {};
const isDown: Said = { slot: "loading" };
/** As a process does that has just started. */
const isStarting: Said = { slot: "fetching", isDefault: false };
const isStopping: Said = { isStopping: true };
const goodbye = "goodbye";

describe("ReadyWatch", () => {
  it.each<[string, (Said | typeof goodbye)[], boolean]>([
    ["is ready", [ready], false],
    ["loads for the first time", [{ ...isStarting, revision: null }, isStarting, { slot: "warming" }], false],
    ["loses its engines", [ready, isDown], true],
    ["says so twice", [ready, isDown, isDown], true],
    ["has its engines again", [ready, isDown, ready], false],
    ["loses them a second time", [ready, isDown, ready, isDown], true],
    ["starts again without a goodbye", [ready, isStarting], true],
    ["starts again without a goodbye or its disk", [ready, { ...isStarting, revision: null }], true],
    ["stops", [ready, isStopping], false],
    ["stops, its engines before its goodbye", [ready, isStopping, isDown], false],
    ["starts again after a goodbye", [ready, isStopping, goodbye, isStarting], false],
    ["says goodbye at once, and what it has after it", [ready, goodbye, isDown], false],
    ["loses its engines after that start", [ready, goodbye, isStarting, ready, isDown], true],
    ["is made unready by a change", [ready, { ...isDown, revision: 8 }], false],
    [
      "loads what that change brought",
      [ready, { ...isDown, revision: 8 }, { slot: "warming", revision: 8 }],
      false,
    ],
    ["loses its engines after a change", [ready, { revision: 8 }, { ...isDown, revision: 8 }], true],
    ["is down while a change comes", [ready, isDown, { ...isDown, revision: 8 }], true],
    ["is down when it is told to stop", [ready, isDown, goodbye], false],
  ])("a node that %s", (_what, said, expected) => {
    const watch = new ReadyWatch();
    for (const one of said) {
      if (one === goodbye) watch.forget();
      else watch.record(report(one));
    }
    expect(watch.hasTurned).toBe(expected);
  });

  it("knows a node that stops by the precision that answers", () => {
    const watch = new ReadyWatch();
    const { applied, effective } = report(ready);
    if (effective.role !== "inference") throw new Error("expected a node");
    const [slot] = effective.slots;
    if (!slot) throw new Error("expected a slot");
    watch.record({ applied, effective });
    const slots = [slot, { ...slot, precision: "fp32", status: "loading" as const }];
    watch.record({ applied, effective: { ...effective, isReady: false, slots, defaultPrecision: "fp32" } });
    expect(watch.hasTurned).toBe(true);
  });

  it("judges no gateway", () => {
    const watch = new ReadyWatch();
    const gateway = { role: "gateway", tableHash: null, limits: {} } as const;
    const applied = { epoch: 1, revision: "7" };
    watch.record({ applied, effective: { ...gateway, isReady: true } });
    watch.record({ applied, effective: { ...gateway, isReady: false } });
    expect(watch.hasTurned).toBe(false);
  });
});
