import type { Position, SnapshotEnvelope } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";

/** A snapshot to send, and where it stands. */
export type Target = { agentId: string; position: Position; envelope: SnapshotEnvelope };

export async function findTarget(db: Db, agentId: string): Promise<Target | null> {
  const [target] = await findTargets(db, [agentId]);
  return target ?? null;
}

/** Targets of these agents that differ from what is known of them (position by agent id, null = nothing yet). */
export async function findOtherTargets(db: Db, known: Map<string, Position | null>): Promise<Target[]> {
  const heads = await db.agentTarget.findMany({
    where: { agentId: { in: [...known.keys()] } },
    select: { agentId: true, epoch: true, revision: true },
  });
  const others = heads.filter(({ agentId, epoch, revision }) => {
    const position = known.get(agentId);
    return position?.epoch !== epoch || position.revision !== String(revision);
  });
  return others.length > 0
    ? findTargets(
        db,
        others.map(({ agentId }) => agentId),
      )
    : [];
}

async function findTargets(db: Db, agentIds: string[]): Promise<Target[]> {
  const rows = await db.agentTarget.findMany({
    where: { agentId: { in: agentIds } },
    select: { agentId: true, epoch: true, revision: true, sha256: true, body: true },
  });
  return rows.map(({ agentId, epoch, revision, sha256, body }) => ({
    agentId,
    position: { epoch, revision: String(revision) },
    envelope: { sha256, body },
  }));
}
