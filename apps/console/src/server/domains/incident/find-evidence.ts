import type { IncidentEvidence } from "@meridian/contracts/api";
import { RotationView } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import { z } from "zod";
import type { GatewayEvidence } from "../agent-link.ts";
import { answeredOf, judgeNode, type Account } from "./judge-node.ts";

/** What the connected gateways know of the `lost` nodes; `nodes` is how many were heard before. */
export async function findEvidence(
  db: Db,
  lost: readonly string[],
  { nodes, gateways }: { nodes: number; gateways: readonly GatewayEvidence[] },
): Promise<IncidentEvidence> {
  const [rows, rotations] = await Promise.all([
    db.agent.findMany({
      where: { id: { in: [...lost] } },
      include: { region: true },
      orderBy: { name: "asc" },
    }),
    findRotations(db, gateways),
  ]);
  const accounts = lost.map((id) => accountsOf(id, gateways, rotations));
  const verdicts = accounts.map(judgeNode);
  const ofGateways = (of: (gateway: GatewayEvidence) => number) => sum(gateways.map(of));
  return {
    nodes,
    lost: rows.map(({ id, name, region }) => ({ id, name, region: region.name })),
    gateways: gateways.length,
    gone: verdicts.filter((verdict) => verdict === "gone").length,
    served: verdicts.filter((verdict) => verdict === "answers").length,
    asked: sum(accounts.flat().map(({ picks }) => picks)),
    answered: sum(accounts.flat().map(answeredOf)),
    requests: ofGateways(({ requests }) => requests),
    failed: ofGateways(({ failed }) => failed),
  };
}

type Rotations = ReadonlyMap<string, ReadonlySet<string>>;

/** Only gateways with evidence: they reported which nodes they ejected, or sent requests there. */
function accountsOf(nodeId: string, gateways: readonly GatewayEvidence[], rotations: Rotations): Account[] {
  return gateways.flatMap(({ id, tried }) => {
    const out = rotations.get(id);
    const { picks = 0, failed = 0 } = tried.get(nodeId) ?? {};
    return out || picks > 0 ? [{ isOut: out?.has(nodeId) ?? false, picks, failed }] : [];
  });
}

/** By gateway, the nodes that it took out of rotation. */
async function findRotations(db: Db, gateways: readonly GatewayEvidence[]): Promise<Rotations> {
  const observed = await db.agentObserved.findMany({
    where: { agentId: { in: gateways.map(({ id }) => id) } },
    select: { agentId: true, outOfRotation: true },
  });
  const outOf = (value: unknown) => z.array(RotationView).safeParse(value ?? []).data ?? [];
  return new Map(
    observed.map(({ agentId, outOfRotation }) => {
      const out = outOf(outOfRotation).filter(({ isIn }) => !isIn);
      return [agentId, new Set(out.map(({ nodeId }) => nodeId))];
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
