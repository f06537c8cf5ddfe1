import type { TrafficChanged, UndoTrafficInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { lockRevision, nextRevision, type Change, type Tx } from "@meridian/db";
import { z } from "zod";
import type { Verb } from "../context.ts";
import { keepingRules, safetyBreaches } from "../safety/index.ts";
import { changeTraffic } from "./change-traffic.ts";
import { assertUnchangedSince, conflictWith } from "./conflict.ts";
import { changedMembers, DesiredMember, withDrainEnded } from "./desired-member.ts";
import type { TrafficContext } from "./views/get-traffic.ts";
import { findUnproven } from "./find-unproven.ts";
import { loadMembers, revisionOf, RoutePolicyRef } from "./route-policy.ts";
import { writePolicy } from "./write-policy.ts";

/**
 * Restores what a change of traffic replaced; undoing an undo repeats the change. Undoing a change again, while its undo
 * is the newest change, is the same undo: nothing changes. A drain is restored with its deadline, or
 * as the state that follows it once the deadline has passed. Throws NOT_FOUND when no change of traffic has this
 * revision, CONFLICT when anything changed since, REFUSED_BY_RULE when there is nothing to restore
 * and against a safety rule.
 */
export async function undoTraffic({
  ctx: context,
  input,
}: Verb<UndoTrafficInput, TrafficContext>): Promise<TrafficChanged> {
  const { reason, dryRun: isDryRun = false } = input;
  const undoOf = BigInt(input.revision);
  const make = async (tx: Tx, ctx: TrafficContext) => {
    await lockRevision(tx);
    const change = await getTrafficChangeOrThrow(tx, undoOf);
    const { subject } = change;
    const undone = await findUndoInEffect(tx, subject, undoOf);
    if (undone !== null) return { revision: String(undone), unproven: [] };
    const revision = await nextRevision(tx);
    const before = await loadMembers(tx, subject);
    await assertUnchangedSince(tx, subject, input.revision);
    await assertSameMembers(tx, change.after, before, undoOf);
    const after = restored(change.before, before, ctx.now());
    await keepingRules(tx, ctx, {
      revision,
      breaches: (rules) => safetyBreaches(tx, ctx.agents, { subject, before, after }, rules),
      apply: () => writePolicy(tx, ctx, { revision, subject, verb: "undone", before, after, reason, undoOf }),
    });
    return { revision: String(revision), unproven: await findUnproven(tx, subject, before, after) };
  };
  const subject = isDryRun ? (await getTrafficChangeOrThrow(context.db, undoOf)).subject : undefined;
  return changeTraffic(context, { isDryRun, make, subject });
}

/** The undo of this change, if nothing changed its policy since. */
async function findUndoInEffect(tx: Tx, subject: RoutePolicyRef, undoOf: bigint): Promise<bigint | null> {
  const newest = await tx.change.findUnique({ where: { revision: await revisionOf(tx, subject) } });
  return newest?.undoOf === undoOf ? newest.revision : null;
}

/** these members set as they were in `before`. */
export function restored(
  before: readonly DesiredMember[],
  members: readonly DesiredMember[],
  now: Date,
): DesiredMember[] {
  const wasById = new Map(before.map((member) => [member.id, withDrainEnded(member, now)]));
  return members.map((member) => ({ ...member, ...wasById.get(member.id), name: member.name }));
}

/** All members of a change's policy, before and after it. */
export function membersOfChange({ before, after }: Pick<Change, "before" | "after">) {
  const members = z.array(DesiredMember);
  return { before: members.parse(before), after: members.parse(after) };
}

async function getTrafficChangeOrThrow(tx: Pick<Tx, "change">, revision: bigint) {
  const change = await tx.change.findUnique({ where: { revision } });
  const subject = RoutePolicyRef.safeParse({ type: change?.subjectType, id: change?.subjectId }).data;
  if (change && subject) return { subject, ...membersOfChange(change) };
  throw new AppError("NOT_FOUND", `There is no change of traffic with revision ${revision}.`, {
    details: { revision: String(revision) },
  });
}

/** A later change may have added, archived or changed members: an undo must not overwrite that. */
async function assertSameMembers(
  tx: Tx,
  expected: readonly DesiredMember[],
  found: readonly DesiredMember[],
  since: bigint,
): Promise<void> {
  const ids = [...changedMembers(expected, found), ...changedMembers(found, expected)].map(({ id }) => id);
  if (ids.length === 0) return;
  const culprit = await tx.change.findFirst({
    where: { revision: { gt: since }, subjectId: { in: ids } },
    orderBy: { revision: "desc" },
    select: { revision: true },
  });
  throw await conflictWith(tx, culprit?.revision ?? since);
}
