import type { DrainInput, DrainView } from "@meridian/contracts/api";
import type { TargetState } from "@meridian/contracts/fleet";
import { moveWeight } from "./move-weight.ts";

/** What is set for a target: a region as seen from an origin, or a node. */
export type Target = {
  id: string;
  name: string;
  colour: string;
  state: TargetState;
  weight: number;
  drain: DrainView | null;
};

export type DraftTarget = {
  id: string;
  state: TargetState;
  weight: number;
  /** A new deadline; null: none, or the one that stands. */
  drain: DrainInput | null;
  isLocked: boolean;
};

/**
 * What a person is about to ask for. While one weight is moved back and forth, `moving` keeps where it began, so that the
 * proportions of the others survive an end stop.
 */
export type Draft = {
  /** The revision that the person saw when the first change was made. */
  baseRevision: string;
  targets: readonly DraftTarget[];
  moving: { id: string; from: readonly DraftTarget[] } | null;
};

export const drainDefault: DrainInput = { minutes: 15, then: "standby" };

export function draftOf(targets: readonly Target[], revision: string): Draft {
  return { baseRevision: revision, targets: targets.map(untouched), moving: null };
}

/** Rebases a draft on what is set now: new members keep their setting, archived ones drop out. */
export function draftOn(targets: readonly Target[], draft: Draft): Draft {
  const byId = new Map(draft.targets.map((target) => [target.id, target]));
  return { ...draft, targets: targets.map((target) => byId.get(target.id) ?? untouched(target)) };
}

export function moved(draft: Draft, id: string, weight: number): Draft {
  const from = draft.moving?.id === id ? draft.moving.from : draft.targets;
  return { ...draft, targets: moveWeight(from, id, weight), moving: { id, from } };
}

export function withLock(draft: Draft, id: string): Draft {
  return changed(draft, id, ({ isLocked }) => ({ isLocked: !isLocked }));
}

export function withDrain(draft: Draft, id: string, drain: DrainInput): Draft {
  return changed(draft, id, () => ({ drain }));
}

/** A target that drains already keeps its deadline; one that starts to gets the default. */
export function withState(draft: Draft, current: Target, state: TargetState): Draft {
  const startsDrain = state === "drain" && current.state !== "drain";
  return changed(draft, current.id, () => ({ state, drain: startsDrain ? drainDefault : null }));
}

/** The targets that a draft sets otherwise than they are. */
export function changesOf(targets: readonly Target[], draft: Draft): DraftTarget[] {
  const byId = new Map(targets.map((target) => [target.id, target]));
  return draft.targets.filter(({ id, state, weight, drain }) => {
    const now = byId.get(id);
    return now !== undefined && (now.state !== state || now.weight !== weight || drain !== null);
  });
}

function changed(draft: Draft, id: string, change: (target: DraftTarget) => Partial<DraftTarget>): Draft {
  const targets = draft.targets.map((target) =>
    target.id === id ? { ...target, ...change(target) } : target,
  );
  return { ...draft, targets, moving: null };
}

function untouched({ id, state, weight }: Target): DraftTarget {
  return { id, state, weight, drain: null, isLocked: false };
}
