import { AppError } from "@meridian/contracts/errors";
import type { Tx } from "@meridian/db";
import type { ServiceContext } from "../context.ts";
import { appendChange } from "../audit/index.ts";
import { changedTargets, type DesiredTarget } from "./desired-target.ts";
import { saveTargets, type TrafficSubject } from "./subject.ts";

export type TargetsChange = {
  revision: bigint;
  subject: TrafficSubject;
  verb: "shifted" | "undone" | "drain-ended";
  before: readonly DesiredTarget[];
  after: readonly DesiredTarget[];
  reason?: string | undefined;
  undoOf?: bigint;
};

/**
 * Stores what changed and the change row, which holds all targets of the subject so that an undo is exact.
 * Throws VALIDATION when nothing changes.
 */
export async function writeTargets(tx: Tx, ctx: ServiceContext, change: TargetsChange): Promise<void> {
  const { revision, subject, verb, before, after, reason, undoOf } = change;
  const changed = changedTargets(before, after);
  if (changed.length === 0)
    throw new AppError("VALIDATION", "Nothing would change: everything is set like that already.");
  await saveTargets(tx, subject, changed, revision);
  await appendChange(tx, ctx, {
    ...{ revision, subject, before, after },
    kind: `${subject.type}.${verb}`,
    ...(reason !== undefined && { reason }),
    ...(undoOf !== undefined && { undoOf }),
  });
}
