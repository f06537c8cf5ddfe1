import type { DrainInput } from "@meridian/contracts/api";
import type { MemberState } from "@meridian/contracts/fleet";
import { declaredShares } from "@meridian/contracts/routing";
import type { Draft, Member } from "./draft.ts";

export type Gain = { id: string; share: number };

/** What a draft does once it is applied; words for it stand in the messages under `traffic.effect`. */
export type Effect =
  | {
      kind: "moves";
      /** Of all requests, 0–1. */
      share: number;
      /** At the rate of this moment; null while it is not known. */
      perSecond: number | null;
      from: string[];
      to: Gain[];
    }
  | { kind: "moves-nothing" }
  | { kind: "none-active" }
  | { kind: "unproven"; id: string }
  | { kind: "state"; id: string; state: MemberState; drain: DrainInput | null };

/** Smaller shifts are rounding. */
const noticeable = 0.0005;

export function effectsOf(
  members: readonly Member[],
  draft: Draft,
  requestsPerSecond: number | null,
): Effect[] {
  const isLeftOut = draft.members.length > 0 && draft.members.every(({ state }) => state !== "active");
  return [
    shiftEffect(members, draft, requestsPerSecond),
    ...(isLeftOut ? [{ kind: "none-active" } as const] : []),
    ...stateEffects(members, draft),
    ...unprovenEffects(members, draft),
  ];
}

function shiftEffect(members: readonly Member[], draft: Draft, requestsPerSecond: number | null): Effect {
  const before = declaredShares(members);
  const after = declaredShares(draft.members);
  const gains = [...after]
    .map(([id, share]) => ({ id, share: share - (before.get(id) ?? 0) }))
    .toSorted((a, b) => b.share - a.share);
  const to = gains.filter(({ share }) => share > noticeable);
  const from = gains.filter(({ share }) => share < -noticeable).toReversed();
  const share = to.reduce((total, gain) => total + gain.share, 0);
  if (share === 0) return { kind: "moves-nothing" };
  const perSecond = requestsPerSecond === null ? null : requestsPerSecond * share;
  return { kind: "moves", share, perSecond, from: from.map(({ id }) => id), to };
}

function stateEffects(members: readonly Member[], draft: Draft): Effect[] {
  const before = new Map(members.map(({ id, state }) => [id, state]));
  return draft.members
    .filter(({ id, state, drain }) => before.get(id) !== state || drain !== null)
    .map(({ id, state, drain }) => ({ kind: "state", id, state, drain }));
}

/** What becomes active although no gateway has found it ready: it would get nothing, and nobody would be told. */
function unprovenEffects(members: readonly Member[], draft: Draft): Effect[] {
  const isActive = ({ state, weight }: Pick<Member, "state" | "weight">) => state === "active" && weight > 0;
  const idle = new Set(members.filter((one) => one.isUnproven && !isActive(one)).map(({ id }) => id));
  return draft.members
    .filter((member) => idle.has(member.id) && isActive(member))
    .map(({ id }) => ({ kind: "unproven", id }));
}
