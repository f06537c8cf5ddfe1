import { RotationView, type IncidentEvidence } from "@meridian/contracts";
import type { Db } from "@meridian/db";
import { z } from "zod";
import type { GatewaySight } from "../../agent-link.ts";

/** What the gateways that are heard say of `lost` nodes, of `nodes` that were heard before. */
export async function findEvidence(
  db: Db,
  lost: readonly string[],
  { nodes, gateways }: { nodes: number; gateways: readonly GatewaySight[] },
): Promise<IncidentEvidence> {
  const [rows, out] = await Promise.all([
    db.agent.findMany({
      where: { id: { in: [...lost] } },
      include: { region: true },
      orderBy: { name: "asc" },
    }),
    findOut(db, gateways),
  ]);
  const served = lost.filter((id) => gateways.some(({ picked }) => picked.has(id)));
  const isGone = (id: string) => out.length > 0 && out.every((ids) => ids.has(id)) && !served.includes(id);
  const gone = lost.filter(isGone);
  const sum = (of: (gateway: GatewaySight) => number) => gateways.reduce((total, one) => total + of(one), 0);
  return {
    nodes,
    lost: rows.map(({ id, name, region }) => ({ id, name, region: region.name })),
    gateways: gateways.length,
    gone: gone.length,
    served: served.length,
    requests: sum(({ requests }) => requests),
    failed: sum(({ failed }) => failed),
  };
}

/** Nodes that each of these gateways took out of rotation. */
async function findOut(db: Db, gateways: readonly GatewaySight[]): Promise<Set<string>[]> {
  const observed = await db.agentObserved.findMany({
    where: { agentId: { in: gateways.map(({ id }) => id) } },
    select: { outOfRotation: true },
  });
  return observed.map(({ outOfRotation }) => {
    const views = z.array(RotationView).safeParse(outOfRotation ?? []).data ?? [];
    return new Set(views.filter(({ isIn }) => !isIn).map(({ nodeId }) => nodeId));
  });
}
