import { DrainThen, type OverviewDrain } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import { findActorNames } from "../audit/index.ts";

type DrainColumns = {
  drainOwner: string | null;
  drainDeadlineAt: Date | null;
  drainThen: string | null;
};
type Draining = DrainColumns & { name: string; originName: string | null };

/** Drains that have not ended, the one with the nearest deadline first. */
export async function findDrains(db: Db): Promise<OverviewDrain[]> {
  const drains = [...(await findDrainingNodes(db)), ...(await findDrainingRegions(db))];
  const owners = drains.flatMap(({ drainOwner }) => drainOwner ?? []);
  const refs = owners.flatMap((actorId) => [
    { actorType: "user", actorId },
    { actorType: "token", actorId },
  ]);
  const nameOf = await findActorNames(db, refs);
  return drains
    .flatMap(({ name, originName, drainOwner, drainDeadlineAt, drainThen }) => {
      if (drainOwner === null || drainDeadlineAt === null) return [];
      const ownerName = nameOf({ actorType: "user", actorId: drainOwner });
      return [{ name, originName, ownerName, deadlineAt: drainDeadlineAt, then: DrainThen.parse(drainThen) }];
    })
    .toSorted((a, b) => a.deadlineAt.getTime() - b.deadlineAt.getTime());
}

async function findDrainingNodes(db: Db): Promise<Draining[]> {
  const nodes = await db.agent.findMany({ where: { state: "drain", archivedAt: null } });
  return nodes.map((node) => ({ ...node, originName: null }));
}

async function findDrainingRegions(db: Db): Promise<Draining[]> {
  const targets = await db.trafficMember.findMany({
    where: { state: "drain", region: { archivedAt: null } },
    include: { region: true, policy: { include: { origin: true } } },
  });
  return targets.map((target) => ({
    ...target,
    name: target.region.name,
    originName: target.policy.origin.name,
  }));
}
