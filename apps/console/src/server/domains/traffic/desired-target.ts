import { type DrainInput, DrainThen } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { TargetState, Weight } from "@meridian/contracts/fleet";
import { z } from "zod";

/** The desired settings of a member: a region as seen from an origin, or a node. Change rows hold this shape. */
export const DesiredTarget = z.object({
  id: z.string(),
  /** Its name at that time. */
  name: z.string(),
  state: TargetState,
  weight: Weight,
  drain: z.object({ owner: z.string(), deadlineAt: z.coerce.date(), then: DrainThen }).nullable(),
});
export type DesiredTarget = z.infer<typeof DesiredTarget>;

export type TargetInput = Pick<DesiredTarget, "id" | "state" | "weight"> & { drain?: DrainInput | undefined };
export type By = { owner: string; now: Date };

const minuteMs = 60_000;

/**
 * All targets as they are after `inputs`. Throws NOT_FOUND for one that is not there, VALIDATION for a drain without a
 * deadline.
 */
export function nextTargets(
  current: readonly DesiredTarget[],
  inputs: readonly TargetInput[],
  by: By,
): DesiredTarget[] {
  const inputById = new Map(inputs.map((input) => [input.id, input]));
  if (inputById.size < inputs.length) throw new AppError("VALIDATION", "A target comes twice.");
  const known = new Set(current.map(({ id }) => id));
  const unknown = inputs.find(({ id }) => !known.has(id));
  if (unknown) {
    const { id } = unknown;
    throw new AppError("NOT_FOUND", `There is no target ${id}.`, { details: { id } });
  }
  return current.map((target) => {
    const input = inputById.get(target.id);
    return input ? { ...target, ...input, drain: nextDrain(target, input, by) } : target;
  });
}

/** A target as it is at `now`: a drain whose deadline has come is over. */
export function withDrainEnded(target: DesiredTarget, now: Date): DesiredTarget {
  const { drain } = target;
  return drain && drain.deadlineAt <= now ? { ...target, state: drain.then, drain: null } : target;
}

/** Whether two members have the same settings; names do not count. */
export function isSetAlike(a: DesiredTarget, b: DesiredTarget): boolean {
  const isSameDrain =
    a.drain?.owner === b.drain?.owner &&
    a.drain?.then === b.drain?.then &&
    a.drain?.deadlineAt.getTime() === b.drain?.deadlineAt.getTime();
  return a.id === b.id && a.state === b.state && a.weight === b.weight && isSameDrain;
}

/** The targets of `next` that are not set as in `current`. */
export function changedTargets(
  current: readonly DesiredTarget[],
  next: readonly DesiredTarget[],
): DesiredTarget[] {
  const before = new Map(current.map((target) => [target.id, target]));
  return next.filter((target) => {
    const was = before.get(target.id);
    return !was || !isSetAlike(was, target);
  });
}

function nextDrain(target: DesiredTarget, { state, drain }: TargetInput, by: By): DesiredTarget["drain"] {
  if (state !== "drain") return null;
  if (drain) {
    const deadlineAt = new Date(by.now.getTime() + drain.minutes * minuteMs);
    return { owner: by.owner, deadlineAt, then: drain.then };
  }
  if (target.state === "drain") return target.drain;
  throw new AppError("VALIDATION", `A drain needs a deadline: ${target.name} has none.`, {
    details: { rule: "drain-deadline", target: target.name },
  });
}
