import type { DesiredModel } from "@meridian/contracts/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ActualModels, type DesiredModels, type ModelAction, planModels, slotKey } from "./plan.ts";

const digests = ["a", "b", "c", "d"].map((letter) => letter.repeat(64));
const model = (digest: string, precision: DesiredModel["precision"] = "fp32"): DesiredModel => ({
  name: `v-${digest[0]}`,
  digest,
  precision,
  files: [{ path: "vocab.txt", sha256: digest, sizeBytes: 1 }],
});
const [a, b] = [model("a".repeat(64)), model("b".repeat(64))];
const ready = (m: DesiredModel) => ({ key: slotKey(m), stage: "ready" as const });

const anyPrecision = fc.constantFrom<DesiredModel["precision"]>("fp32", "int8");
const anyDesired: fc.Arbitrary<DesiredModels> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...digests), anyPrecision), { selector: (pair) => pair.join("/") })
  .chain((pairs) => {
    const models = pairs.map(([digest, precision]) => model(digest, precision));
    return fc.record({
      models: fc.constant(models),
      defaultDigest: fc.constantFrom(null, ...models.map(({ digest }) => digest)),
    });
  });
const anyActual: fc.Arbitrary<ActualModels> = fc
  .uniqueArray(
    fc.record({
      key: fc.tuple(fc.constantFrom(...digests), anyPrecision).map(([d, p]) => slotKey(model(d, p))),
      stage: fc.constantFrom<"empty" | "stored" | "ready">("empty", "stored", "ready"),
    }),
    { selector: ({ key }) => key },
  )
  .chain((slots) => {
    const readyKeys = slots.filter(({ stage }) => stage === "ready").map(({ key }) => key);
    return fc.record({ slots: fc.constant(slots), defaultKey: fc.constantFrom(null, ...readyKeys) });
  });
const anyHeld = fc.subarray(digests.flatMap((d) => [slotKey(model(d)), slotKey(model(d, "int8"))]));

/** What a node holds after an action that succeeds; throws when the action breaks a rule. */
function execute(actual: ActualModels, action: ModelAction): ActualModels {
  const slots = new Map(actual.slots.map(({ key, stage }) => [key, stage]));
  let { defaultKey } = actual;
  if (action.kind === "fetch") slots.set(slotKey(action.model), "stored");
  if (action.kind === "load") {
    expect(slots.get(slotKey(action.model))).toBe("stored");
    slots.set(slotKey(action.model), "ready");
  }
  if (action.kind === "set-default") {
    if (action.key !== null) expect(slots.get(action.key)).toBe("ready");
    defaultKey = action.key;
  }
  if (action.kind === "unload") {
    expect(action.key).not.toBe(defaultKey);
    slots.delete(action.key);
  }
  return { slots: [...slots].map(([key, stage]) => ({ key, stage })), defaultKey };
}

describe("planModels", () => {
  it("brings up the new default before it lets go of the old", () => {
    const actual: ActualModels = { slots: [ready(a)], defaultKey: slotKey(a) };
    expect(planModels({ models: [b], defaultDigest: b.digest }, actual)).toEqual([
      { kind: "fetch", model: b },
      { kind: "load", model: b },
      { kind: "set-default", key: slotKey(b) },
      { kind: "unload", key: slotKey(a) },
    ]);
  });

  it("keeps what serves while its replacement is held back", () => {
    const actual: ActualModels = { slots: [ready(a)], defaultKey: slotKey(a) };
    const plan = planModels({ models: [b], defaultDigest: b.digest }, actual, new Set([slotKey(b)]));
    expect(plan).toEqual([]);
  });

  it("leads to what is desired, never serving from a version that is not ready", () => {
    fc.assert(
      fc.property(anyDesired, anyActual, (desired, start) => {
        const end = planModels(desired, start).reduce(execute, start);
        expect(planModels(desired, end)).toEqual([]);
        expect(new Set(end.slots.map(({ key }) => key))).toEqual(new Set(desired.models.map(slotKey)));
        expect(end.slots.every(({ stage }) => stage === "ready")).toBe(true);
        const wanted = desired.models.find(({ digest }) => digest === desired.defaultDigest);
        expect(end.defaultKey).toBe(wanted ? slotKey(wanted) : null);
      }),
    );
  });

  it("does nothing for models held back and never takes the default away for them", () => {
    fc.assert(
      fc.property(anyDesired, anyActual, anyHeld, (desired, start, heldKeys) => {
        const held = new Set(heldKeys);
        const plan = planModels(desired, start, held);
        const touched = plan.flatMap((action) => ("model" in action ? [slotKey(action.model)] : []));
        expect(touched.some((key) => held.has(key))).toBe(false);
        const end = plan.reduce(execute, start);
        if (start.defaultKey !== null && desired.defaultDigest !== null)
          expect(end.defaultKey).not.toBeNull();
      }),
    );
  });
});
