import type { DesiredModel } from "@meridian/contracts/wire";

/** A version at one precision: what a slot holds. */
export type SlotKey = string;

export function slotKey({ digest, precision }: Pick<DesiredModel, "digest" | "precision">): SlotKey {
  return `${digest}/${precision}`;
}

/** Stands for "no default" where a failure is kept. */
export const noSlot: SlotKey = "";

export type DesiredModels = { models: DesiredModel[]; defaultDigest: string | null };

/** `empty`: nothing yet, or it failed. `stored`: files are here and verified, nothing is loaded. */
export type ActualModels = {
  slots: { key: SlotKey; stage: "empty" | "stored" | "ready" }[];
  defaultKey: SlotKey | null;
};

export type ModelAction =
  | { kind: "fetch"; model: DesiredModel }
  | { kind: "load"; model: DesiredModel }
  | { kind: "set-default"; key: SlotKey | null }
  | { kind: "unload"; key: SlotKey };

/**
 * The steps from what a node holds to what it should hold: first bring up what is missing, then switch the default,
 * then unload the rest. The default is never unloaded, nor switched to a version that is not ready. Models in `held`
 * failed lately: nothing is planned for them, so that what they would replace stays.
 */
export function planModels(
  desired: DesiredModels,
  actual: ActualModels,
  held: ReadonlySet<SlotKey> = new Set(),
): ModelAction[] {
  const stages = new Map(actual.slots.map(({ key, stage }) => [key, stage]));
  const wanted = desired.models.filter((model) => !held.has(slotKey(model)));
  const missing = wanted.filter((model) => stages.get(slotKey(model)) !== "ready");
  const bringUp = missing.flatMap((model): ModelAction[] => {
    const load = { kind: "load", model } as const;
    return stages.get(slotKey(model)) === "stored" ? [load] : [{ kind: "fetch", model }, load];
  });
  const defaultKey = nextDefault(desired, actual, held);
  const switches: ModelAction[] =
    defaultKey === actual.defaultKey ? [] : [{ kind: "set-default", key: defaultKey }];
  const desiredKeys = new Set(desired.models.map(slotKey));
  const leaving = actual.slots.filter(
    ({ key }) => !desiredKeys.has(key) && key !== defaultKey && !held.has(key),
  );
  return [...bringUp, ...switches, ...leaving.map(({ key }) => ({ kind: "unload", key }) as const)];
}

/** The default once the plan is done: the desired one, or what serves now while that one is held back. */
function nextDefault(
  desired: DesiredModels,
  actual: ActualModels,
  held: ReadonlySet<SlotKey>,
): SlotKey | null {
  const model = desired.models.find(({ digest }) => digest === desired.defaultDigest);
  const key = model ? slotKey(model) : null;
  return held.has(key ?? noSlot) ? actual.defaultKey : key;
}
