export const subjectTypes = ["traffic", "nodes"] as const;

/** What is changed in one go: an origin's regions, or a region's nodes. The id is the region's in both. */
export type Subject = { type: (typeof subjectTypes)[number]; regionId: string; regionName: string };

export function subjectOf(type: Subject["type"], { id, name }: { id: string; name: string }): Subject {
  return { type, regionId: id, regionName: name };
}

export function keyOf({ type, regionId }: Subject): string {
  return `${type}:${regionId}`;
}
