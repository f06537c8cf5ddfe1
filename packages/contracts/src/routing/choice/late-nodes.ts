import { latencyOutliers } from "../latency-outliers.ts";
import type { NodePace } from "../node-pace.ts";

type Comparable = { evidence: { pace: NodePace; recordLateAnswers(ratio: number): void } };

/**
 * Compares the nodes of each region with each other and ejects those whose answers take too long. A node that has been
 * slow for as long as it is known looks usual when it is compared with itself alone.
 */
export function ejectLate(regions: readonly { nodes: readonly Comparable[] }[]): void {
  for (const { nodes } of regions) {
    const candidates = nodes.map(({ evidence }) => ({ node: evidence, pace: evidence.pace }));
    for (const { node, ratio } of latencyOutliers(candidates)) node.recordLateAnswers(ratio);
  }
}
