import type { LoadFigures, Policy } from "./load-model.ts";

/**
 * Regions whose nodes are all gone although nobody took them out: what N−1 warns of has happened. Unproven nodes never served,
 * so they are no loss.
 */
export function lostRegionsOf(
  { nodes }: Pick<Policy, "nodes">,
  { agent }: Pick<LoadFigures, "agent">,
): string[] {
  const isThere = (id: string) => agent(id)?.presence === "live";
  return nodes
    .filter((region) => {
      const meant = region.nodes.filter(({ state, isUnproven }) => state === "active" && !isUnproven);
      return meant.length > 0 && !meant.some(({ id, isReady }) => isReady && isThere(id));
    })
    .map(({ regionId }) => regionId);
}
