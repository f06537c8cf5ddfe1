import type { IncidentEvidence } from "@meridian/contracts/api";
import { RotationView } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import { z } from "zod";
import type { GatewayEvidence, Tries } from "../agent-link.ts";

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
  const sights = gateways.map(({ id, tried }) => ({ out: rotations.get(id), tried: tried() }));
  const accounts = lost.map((id) => accountsOf(id, sights));
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
/** `out`: the nodes that a gateway ejected; undefined: it reported none. */
type Sight = { out: ReadonlySet<string> | undefined; tried: ReadonlyMap<string, Tries> };

/** Only gateways with evidence: they reported which nodes they ejected, or sent requests there. */
function accountsOf(nodeId: string, sights: readonly Sight[]): Account[] {
  return sights.flatMap(({ out, tried }) => {
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

/** What one gateway knows of a node: whether it ejected the node, and how its latest requests there ended. */
export type Account = Tries & { isOut: boolean };

/**
 * Judges a node that the console lost by what gateways saw. One answered request outweighs any number of failures. A request
 * under way counts as answered until its gateway gives it up: the verdict may be late, but not wrong.
 */
export function judgeNode(accounts: readonly Account[]): "answers" | "gone" | "unclear" {
  if (accounts.some((account) => answeredOf(account) > 0)) return "answers";
  const isMissed = accounts.every(({ isOut, picks }) => isOut || picks > 0);
  return isMissed && accounts.length > 0 ? "gone" : "unclear";
}

/** Failures may belong to requests that were sent before the window, so they can exceed the picks. */
function answeredOf({ picks, failed }: Tries): number {
  return Math.max(0, picks - failed);
}
