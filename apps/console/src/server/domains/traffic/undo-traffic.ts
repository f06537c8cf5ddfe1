import type { TrafficChanged, UndoTrafficInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision, type Change, type Tx } from "@meridian/db";
import { z } from "zod";
import type { Verb } from "../context.ts";
import { keepingRules, safetyBreaches } from "../safety/index.ts";
import { assertUnchangedSince, conflictWith } from "./conflict.ts";
import { changedTargets, DesiredTarget, withDrainEnded } from "./desired-target.ts";
import type { TrafficContext } from "./views/get-traffic.ts";
import { loadTargets, TrafficSubject } from "./subject.ts";
import { writeTargets } from "./write-targets.ts";

/**
 * Restores what a change of traffic replaced; undoing an undo repeats the change. A drain is restored with its deadline, or
 * as the state that follows it once the deadline has passed. Throws NOT_FOUND when no change of traffic has this
 * revision, CONFLICT when anything changed since, VALIDATION when there is nothing to restore,
 * PRECONDITION_FAILED against a safety rule.
 */
export async function undoTraffic({
  ctx,
  input,
}: Verb<UndoTrafficInput, TrafficContext>): Promise<TrafficChanged> {
  const { reason } = input;
  const undoOf = BigInt(input.revision);
  const revision = await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const change = await getTrafficChangeOrThrow(tx, undoOf);
    const { subject } = change;
    const before = await loadTargets(tx, subject);
    await assertUnchangedSince(tx, subject, undoOf);
    await assertSameTargets(tx, change.after, before, undoOf);
    const after = restored(change.before, before, ctx.now());
    await keepingRules(tx, ctx, {
      revision,
      breaches: (rules) => safetyBreaches(tx, ctx.agents, { subject, before, after }, rules),
      apply: () =>
        writeTargets(tx, ctx, { revision, subject, verb: "undone", before, after, reason, undoOf }),
    });
    return revision;
  });
  ctx.changes.wake();
  return { revision: String(revision) };
}

/** `targets` set as they were in `before`. */
export function restored(
  before: readonly DesiredTarget[],
  targets: readonly DesiredTarget[],
  now: Date,
): DesiredTarget[] {
  const wasById = new Map(before.map((target) => [target.id, withDrainEnded(target, now)]));
  return targets.map((target) => ({ ...target, ...wasById.get(target.id), name: target.name }));
}

/** All targets of a change's subject, before and after it. */
export function targetsOf({ before, after }: Pick<Change, "before" | "after">) {
  const targets = z.array(DesiredTarget);
  return { before: targets.parse(before), after: targets.parse(after) };
}

async function getTrafficChangeOrThrow(tx: Tx, revision: bigint) {
  const change = await tx.change.findUnique({ where: { revision } });
  const subject = TrafficSubject.safeParse({ type: change?.subjectType, id: change?.subjectId }).data;
  if (change && subject) return { subject, ...targetsOf(change) };
  throw new AppError("NOT_FOUND", `There is no change of traffic with revision ${revision}.`, {
    details: { revision: String(revision) },
  });
}

/** A later change may have added, archived or changed members: an undo must not overwrite that. */
async function assertSameTargets(
  tx: Tx,
  expected: readonly DesiredTarget[],
  found: readonly DesiredTarget[],
  since: bigint,
): Promise<void> {
  const ids = [...changedTargets(expected, found), ...changedTargets(found, expected)].map(({ id }) => id);
  if (ids.length === 0) return;
  const culprit = await tx.change.findFirst({
    where: { revision: { gt: since }, subjectId: { in: ids } },
    orderBy: { revision: "desc" },
    select: { revision: true },
  });
  throw await conflictWith(tx, culprit?.revision ?? since);
}
