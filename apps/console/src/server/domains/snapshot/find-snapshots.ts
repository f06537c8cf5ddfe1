import { comparePositions, type Position, type SnapshotEnvelope } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";

/** A snapshot to send, and where it stands. */
export type StoredSnapshot = { agentId: string; position: Position; envelope: SnapshotEnvelope };

export async function findSnapshot(db: Db, agentId: string): Promise<StoredSnapshot | null> {
  const [snapshot] = await findSnapshots(db, [agentId]);
  return snapshot ?? null;
}

/** Those of these agents that applied something newer than the database holds, as after a restore. */
export async function findAhead(
  db: Pick<Db, "agentSnapshot">,
  applied: ReadonlyMap<string, Position>,
): Promise<Set<string>> {
  const heads = await db.agentSnapshot.findMany({
    where: { agentId: { in: [...applied.keys()] } },
    select: { agentId: true, epoch: true, revision: true },
  });
  const ahead = heads.filter(({ agentId, epoch, revision }) => {
    const position = applied.get(agentId);
    return position && comparePositions(position, { epoch, revision: String(revision) }) > 0;
  });
  return new Set(ahead.map(({ agentId }) => agentId));
}

/** Targets of these agents that differ from what is known of them (position by agent id, null = nothing yet). */
export async function findOtherSnapshots(
  db: Db,
  known: Map<string, Position | null>,
): Promise<StoredSnapshot[]> {
  const heads = await db.agentSnapshot.findMany({
    where: { agentId: { in: [...known.keys()] } },
    select: { agentId: true, epoch: true, revision: true },
  });
  const others = heads.filter(({ agentId, epoch, revision }) => {
    const position = known.get(agentId);
    return position?.epoch !== epoch || position.revision !== String(revision);
  });
  return others.length > 0
    ? findSnapshots(
        db,
        others.map(({ agentId }) => agentId),
      )
    : [];
}

async function findSnapshots(db: Db, agentIds: string[]): Promise<StoredSnapshot[]> {
  const rows = await db.agentSnapshot.findMany({
    where: { agentId: { in: agentIds } },
    select: { agentId: true, epoch: true, revision: true, sha256: true, body: true },
  });
  return rows.map(({ agentId, epoch, revision, sha256, body }) => ({
    agentId,
    position: { epoch, revision: String(revision) },
    envelope: { sha256, body },
  }));
}
