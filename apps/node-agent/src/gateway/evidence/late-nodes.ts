import { latencyOutliers } from "@meridian/contracts/routing";
import type { RoutingTable } from "../choice/routing-table.ts";

/** Compares the nodes of each region with each other: one that was always slow looks usual to itself. */
export function ejectLate({ regions }: RoutingTable): void {
  for (const { nodes } of regions) {
    const candidates = nodes.map(({ upstream: { evidence } }) => ({ node: evidence, pace: evidence.pace }));
    for (const { node, ratio } of latencyOutliers(candidates)) node.recordLateAnswers(ratio);
  }
}
