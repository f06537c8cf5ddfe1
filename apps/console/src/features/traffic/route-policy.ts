export const policyTypes = ["traffic", "nodes"] as const;

/** What is changed in one go: an origin's regions, or a region's nodes. The id is the region's in both. */
export type RoutePolicyRef = { type: (typeof policyTypes)[number]; regionId: string; regionName: string };

export function policyRefOf(
  type: RoutePolicyRef["type"],
  { id, name }: { id: string; name: string },
): RoutePolicyRef {
  return { type, regionId: id, regionName: name };
}

export function keyOf({ type, regionId }: RoutePolicyRef): string {
  return `${type}:${regionId}`;
}
