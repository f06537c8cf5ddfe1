import type { Policy } from "@meridian/contracts/forecast";
import type { DraftMember } from "../draft/draft.ts";
import type { RoutePolicyRef } from "../route-policy.ts";

/** The policy as it would be with a draft applied; the draft's members are regions or nodes, by its policy. */
export function policyWith(
  policy: Policy,
  { type, regionId }: RoutePolicyRef,
  members: readonly DraftMember[],
): Policy {
  const drafted = new Map(members.map(({ id, state, weight }) => [id, { state, weight }]));
  if (type === "nodes") {
    const nodes = policy.nodes.map((region) =>
      region.regionId === regionId
        ? { ...region, nodes: region.nodes.map((node) => ({ ...node, ...drafted.get(node.id) })) }
        : region,
    );
    return { ...policy, nodes };
  }
  const origins = policy.origins.map((origin) =>
    origin.regionId === regionId
      ? { ...origin, targets: origin.targets.map((one) => ({ ...one, ...drafted.get(one.regionId) })) }
      : origin,
  );
  return { ...policy, origins };
}
