import type { RegionView } from "@meridian/contracts/api";

export type AnsweringCounts = {
  nodes: number;
  /** Nodes by the version they answer with, the most first. */
  versions: { name: string; nodes: number }[];
};

export function countAnswering(regions: readonly RegionView[]): AnsweringCounts {
  const nodes = regions.flatMap(({ agents }) => agents).filter(({ role }) => role === "inference");
  const counts = new Map<string, number>();
  for (const { answersWith } of nodes) {
    if (answersWith !== null) counts.set(answersWith, (counts.get(answersWith) ?? 0) + 1);
  }
  const versions = [...counts].map(([name, count]) => ({ name, nodes: count }));
  return { nodes: nodes.length, versions: versions.toSorted((a, b) => b.nodes - a.nodes) };
}
