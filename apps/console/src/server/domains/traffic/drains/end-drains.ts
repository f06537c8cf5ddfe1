import { nextRevision, type Db, type Tx } from "@meridian/db";
import type { ServiceContext } from "../../context.ts";
import { changedTargets, withDrainEnded } from "../desired-target.ts";
import { loadTargets, type TrafficSubject } from "../subject.ts";
import { writeTargets } from "../write-targets.ts";

/** A drain under way, and the route policy it belongs to. */
export type StandingDrain = { subject: TrafficSubject; deadlineAt: Date };

export async function listDrains(db: Db): Promise<StandingDrain[]> {
  const [targets, nodes] = await Promise.all([
    db.trafficTarget.findMany({
      where: { drainDeadlineAt: { not: null }, region: { archivedAt: null } },
      select: { originRegionId: true, drainDeadlineAt: true },
    }),
    db.agent.findMany({
      where: { drainDeadlineAt: { not: null }, role: "inference", archivedAt: null },
      select: { regionId: true, drainDeadlineAt: true },
    }),
  ]);
  return [
    ...targets.map(({ originRegionId, drainDeadlineAt }) =>
      drain("traffic", originRegionId, drainDeadlineAt),
    ),
    ...nodes.map(({ regionId, drainDeadlineAt }) => drain("nodes", regionId, drainDeadlineAt)),
  ].flat();
}

/**
 * Ends a policy's drains whose deadline has come: each member gets the state that follows its drain. Does nothing when an
 * operator was faster.
 */
export async function endDrains(tx: Tx, ctx: ServiceContext, subject: TrafficSubject): Promise<void> {
  const revision = await nextRevision(tx);
  const before = await loadTargets(tx, subject);
  const after = before.map((target) => withDrainEnded(target, ctx.now()));
  if (changedTargets(before, after).length === 0) return;
  await writeTargets(tx, ctx, { revision, subject, verb: "drain-ended", before, after });
}

function drain(type: TrafficSubject["type"], id: string, deadlineAt: Date | null): StandingDrain[] {
  return deadlineAt ? [{ subject: { type, id }, deadlineAt }] : [];
}
