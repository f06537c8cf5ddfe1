import { nextRevision, type Db, type Tx } from "@meridian/db";
import type { ServiceContext } from "../../context.ts";
import { changedMembers, withDrainEnded } from "../desired-member.ts";
import { loadMembers, type RoutePolicyRef } from "../route-policy.ts";
import { writePolicy } from "../write-policy.ts";

/** A drain under way, and the route policy it belongs to. */
export type OpenDrain = { subject: RoutePolicyRef; deadlineAt: Date };

export async function listDrains(db: Db): Promise<OpenDrain[]> {
  const [members, nodes] = await Promise.all([
    db.trafficMember.findMany({
      where: { drainDeadlineAt: { not: null }, region: { archivedAt: null } },
      select: { originRegionId: true, drainDeadlineAt: true },
    }),
    db.agent.findMany({
      where: { drainDeadlineAt: { not: null }, role: "inference", archivedAt: null },
      select: { regionId: true, drainDeadlineAt: true },
    }),
  ]);
  return [
    ...members.map(({ originRegionId, drainDeadlineAt }) =>
      drain("traffic", originRegionId, drainDeadlineAt),
    ),
    ...nodes.map(({ regionId, drainDeadlineAt }) => drain("nodes", regionId, drainDeadlineAt)),
  ].flat();
}

/**
 * Ends a policy's drains whose deadline has come: each member gets the state that follows its drain. Does nothing when an
 * operator was faster.
 */
export async function endDrains(tx: Tx, ctx: ServiceContext, subject: RoutePolicyRef): Promise<void> {
  const revision = await nextRevision(tx);
  const before = await loadMembers(tx, subject);
  const after = before.map((member) => withDrainEnded(member, ctx.now()));
  if (changedMembers(before, after).length === 0) return;
  await writePolicy(tx, ctx, { revision, subject, verb: "drain-ended", before, after });
}

function drain(type: RoutePolicyRef["type"], id: string, deadlineAt: Date | null): OpenDrain[] {
  return deadlineAt ? [{ subject: { type, id }, deadlineAt }] : [];
}
