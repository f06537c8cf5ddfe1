import type { RegionTraffic, Target, TrafficView } from "@meridian/contracts/routing";
import { type ShareMark, shareMarksMax } from "@meridian/contracts/wire";
import type { RoutedNode } from "../choice/routing-table.ts";

/** Why shares differ from weights for nodes in rotation, the largest effect first; `versionParts` by node. */
export function shareMarks(
  { regions }: TrafficView<RoutedNode>,
  nowMs: number,
  versionParts: ReadonlyMap<string, number>,
): ShareMark[] {
  const panics = regions.filter(isPanicking).map(({ id }): ShareMark => [id, "panic", 1]);
  const nodes = regions.flatMap(({ targets }) => targets.flatMap((target) => marksOf(target, nowMs)));
  const passedBy = [...versionParts].map(([id, part]): ShareMark => [id, "version", rounded(part)]);
  return [...panics, ...[...nodes, ...passedBy].sort(([, , a], [, , b]) => a - b)].slice(0, shareMarksMax);
}

function isPanicking({ isPanic, share }: RegionTraffic<RoutedNode>): boolean {
  return isPanic && share > 0;
}

function marksOf({ id, node, weight, factor }: Target<RoutedNode>, nowMs: number): ShareMark[] {
  if (weight === 0) return [];
  const warm = rounded(node.evidence.verdict.slowStart(nowMs));
  const marks: ShareMark[] = [];
  if (warm < 1) marks.push([id, "slow-start", warm]);
  if (factor < 1) marks.push([id, "slow", rounded(factor)]);
  return marks;
}

function rounded(part: number): number {
  return Math.round(part * 100) / 100;
}
