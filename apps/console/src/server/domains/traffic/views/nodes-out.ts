import type { NodeOutView } from "@meridian/contracts/api";
import { mayTestify } from "@meridian/contracts/status";
import { RotationView } from "@meridian/contracts/wire";
import { z } from "zod";
import type { AgentLink } from "../../agent-link.ts";
import type { AgentRow } from "./load-traffic-rows.ts";

/** By node id, the gateways that are heard and ejected it. Gateways report durations, counted here from the receipt of the report. */
export function nodesOut(
  agents: readonly AgentRow[],
  links: Pick<AgentLink, "presenceOf">,
): ReadonlyMap<string, NodeOutView[]> {
  const gateways = agents.filter(({ id, role }) => role === "gateway" && mayTestify(links.presenceOf(id)));
  const byNode = new Map<string, NodeOutView[]>();
  for (const { nodeId, ...view } of gateways.flatMap(outAt))
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
