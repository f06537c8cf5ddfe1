import { DrainInput, type DrainView } from "@meridian/contracts/api";
import { MemberState } from "@meridian/contracts/fleet";
import { z } from "zod";
import { moveWeight } from "./move-weight.ts";

/** What is set for a member: a region as seen from an origin, or a node. */
export type Member = {
  id: string;
  name: string;
  colour: string;
  state: MemberState;
  weight: number;
  drain: DrainView | null;
  /** A node that no gateway has found ready yet, or a region without an active node that one has. */
  isUnproven: boolean;
};

const DraftMember = z.object({
  id: z.string(),
  state: MemberState,
  weight: z.number(),
  /** A new deadline; null: none, or the one that stands. */
  drain: DrainInput.nullable(),
  isLocked: z.boolean(),
});
export type DraftMember = z.infer<typeof DraftMember>;

/**
 * What a person is about to ask for. While one weight is moved back and forth, `moving` keeps where it began, so that the
 * proportions of the others survive an end stop.
 */
export const Draft = z.object({
  /** The revision that the person saw when the first change was made. */
  baseRevision: z.string(),
  members: z.array(DraftMember).readonly(),
  moving: z.object({ id: z.string(), from: z.array(DraftMember).readonly() }).nullable(),
});
export type Draft = z.infer<typeof Draft>;

export const drainDefault: DrainInput = { minutes: 15, then: "standby" };

export function draftOf(members: readonly Member[], revision: string): Draft {
  return { baseRevision: revision, members: members.map(untouched), moving: null };
}

/** Rebases a draft on what is set now: new members keep their setting, archived ones drop out. */
export function draftOn(members: readonly Member[], draft: Draft): Draft {
  const byId = new Map(draft.members.map((member) => [member.id, member]));
  return { ...draft, members: members.map((member) => byId.get(member.id) ?? untouched(member)) };
}

export function moved(draft: Draft, id: string, weight: number): Draft {
  const from = draft.moving?.id === id ? draft.moving.from : draft.members;
  return { ...draft, members: moveWeight(from, id, weight), moving: { id, from } };
}

export function withLock(draft: Draft, id: string): Draft {
  return changed(draft, id, ({ isLocked }) => ({ isLocked: !isLocked }));
}

export function withDrain(draft: Draft, id: string, drain: DrainInput): Draft {
  return changed(draft, id, () => ({ drain }));
}

/** A member that drains already keeps its deadline; one that starts to gets the default. */
export function withState(draft: Draft, current: Member, state: MemberState): Draft {
  const startsDrain = state === "drain" && current.state !== "drain";
  return changed(draft, current.id, () => ({ state, drain: startsDrain ? drainDefault : null }));
}

/** The members that a draft sets otherwise than they are. */
export function changesOf(members: readonly Member[], draft: Draft): DraftMember[] {
  const byId = new Map(members.map((member) => [member.id, member]));
  return draft.members.filter(({ id, state, weight, drain }) => {
    const now = byId.get(id);
    return now !== undefined && (now.state !== state || now.weight !== weight || drain !== null);
  });
}

function changed(draft: Draft, id: string, change: (member: DraftMember) => Partial<DraftMember>): Draft {
  const members = draft.members.map((member) =>
    member.id === id ? { ...member, ...change(member) } : member,
  );
  return { ...draft, members, moving: null };
}

function untouched({ id, state, weight }: Member): DraftMember {
  return { id, state, weight, drain: null, isLocked: false };
}
