import type { NodeOutView } from "@meridian/contracts/api";
import { RotationView } from "@meridian/contracts/wire";
import { z } from "zod";
import type { AgentRow } from "./load-traffic-rows.ts";

/** By node id, the gateways that ejected it. Gateways report durations, counted here from the receipt of the report. */
export function nodesOut(agents: readonly AgentRow[]): ReadonlyMap<string, NodeOutView[]> {
  const byNode = new Map<string, NodeOutView[]>();
  for (const { nodeId, ...view } of agents.flatMap((agent) => (agent.role === "gateway" ? outAt(agent) : [])))
    byNode.set(nodeId, [...(byNode.get(nodeId) ?? []), view]);
  return byNode;
}

function outAt({ id, name, observed }: AgentRow): (NodeOutView & { nodeId: string })[] {
  const at = observed?.observedAt?.getTime();
  if (at === undefined) return [];
  const views = z.array(RotationView).safeParse(observed?.outOfRotation ?? []).data ?? [];
  return views
    .filter(({ isIn }) => !isIn)
    .map(({ nodeId, rule, evidence, sinceMs, earliestReturnMs }) => ({
      ...{ nodeId, gatewayId: id, gatewayName: name, evidence },
      rule: rule ?? "",
      since: new Date(at - (sinceMs ?? 0)),
      earliestReturn: earliestReturnMs === null ? null : new Date(at + earliestReturnMs),
    }));
}
