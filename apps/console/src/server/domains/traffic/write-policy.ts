import { AppError } from "@meridian/contracts/errors";
import type { Tx } from "@meridian/db";
import type { ServiceContext } from "../context.ts";
import { appendChange } from "../audit/index.ts";
import { changedMembers, type DesiredMember } from "./desired-member.ts";
import { saveMembers, type RoutePolicyRef } from "./route-policy.ts";

export type PolicyChange = {
  revision: bigint;
  subject: RoutePolicyRef;
  verb: "shifted" | "undone" | "drain-ended";
  before: readonly DesiredMember[];
  after: readonly DesiredMember[];
  reason?: string | undefined;
  undoOf?: bigint;
};

/**
 * Stores what changed and the change row, which holds all members of the policy so that an undo is exact.
 * Throws REFUSED_BY_RULE when nothing changes.
 */
export async function writePolicy(tx: Tx, ctx: ServiceContext, change: PolicyChange): Promise<void> {
  const { revision, subject, verb, before, after, reason, undoOf } = change;
  const changed = changedMembers(before, after);
  if (changed.length === 0)
    throw new AppError("REFUSED_BY_RULE", "Nothing would change: everything is set like that already.");
  await saveMembers(tx, subject, changed, revision);
  await appendChange(tx, ctx, {
    ...{ revision, subject, before, after },
    kind: `${subject.type}.${verb}`,
    ...(reason !== undefined && { reason }),
    ...(undoOf !== undefined && { undoOf }),
  });
}
