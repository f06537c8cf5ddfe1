import { type DrainInput, DrainThen } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { MemberState, Weight } from "@meridian/contracts/fleet";
import { z } from "zod";

/** The desired settings of a member: a region as seen from an origin, or a node. Change rows hold this shape. */
export const DesiredMember = z.object({
  id: z.string(),
  /** Its name at that time. */
  name: z.string(),
  state: MemberState,
  weight: Weight,
  drain: z.object({ owner: z.string(), deadlineAt: z.coerce.date(), then: DrainThen }).nullable(),
});
export type DesiredMember = z.infer<typeof DesiredMember>;

export type MemberInput = Pick<DesiredMember, "id" | "state" | "weight"> & { drain?: DrainInput | undefined };
export type By = { owner: string; now: Date };

const minuteMs = 60_000;

/**
 * All members as they are after `inputs`. Throws NOT_FOUND for one that is not there, REFUSED_BY_RULE for a drain without a
 * deadline.
 */
export function nextMembers(
  current: readonly DesiredMember[],
  inputs: readonly MemberInput[],
  by: By,
): DesiredMember[] {
  const inputById = new Map(inputs.map((input) => [input.id, input]));
  if (inputById.size < inputs.length) throw new AppError("VALIDATION", "A member comes twice.");
  const known = new Set(current.map(({ id }) => id));
  const unknown = inputs.find(({ id }) => !known.has(id));
  if (unknown) {
    const { id } = unknown;
    throw new AppError("NOT_FOUND", `There is no member ${id}.`, { details: { id } });
  }
  return current.map((member) => {
    const input = inputById.get(member.id);
    return input ? { ...member, ...input, drain: nextDrain(member, input, by) } : member;
  });
}

/** A member as it is at `now`: a drain whose deadline has come is over. */
export function withDrainEnded(member: DesiredMember, now: Date): DesiredMember {
  const { drain } = member;
  return drain && drain.deadlineAt <= now ? { ...member, state: drain.then, drain: null } : member;
}

/** Whether two members have the same settings; names do not count. */
function isSetAlike(a: DesiredMember, b: DesiredMember): boolean {
  const isSameDrain =
    a.drain?.owner === b.drain?.owner &&
    a.drain?.then === b.drain?.then &&
    a.drain?.deadlineAt.getTime() === b.drain?.deadlineAt.getTime();
  return a.id === b.id && a.state === b.state && a.weight === b.weight && isSameDrain;
}

/** The members of `next` that are not set as in `current`. */
export function changedMembers(
  current: readonly DesiredMember[],
  next: readonly DesiredMember[],
): DesiredMember[] {
  const before = new Map(current.map((member) => [member.id, member]));
  return next.filter((member) => {
    const was = before.get(member.id);
    return !was || !isSetAlike(was, member);
  });
}

function nextDrain(member: DesiredMember, { state, drain }: MemberInput, by: By): DesiredMember["drain"] {
  if (state !== "drain") return null;
  if (drain) {
    const deadlineAt = new Date(by.now.getTime() + drain.minutes * minuteMs);
    return { owner: by.owner, deadlineAt, then: drain.then };
  }
  if (member.state === "drain") return member.drain;
  throw new AppError("REFUSED_BY_RULE", `A drain needs a deadline: ${member.name} has none.`, {
    details: { rule: "drain-deadline", target: member.name },
  });
}
