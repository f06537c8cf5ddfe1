/** How many times slower than usual a node may be before it loses traffic. */
export const slownessTolerated = 2.5;
/** What a sick node keeps, so that its recovery is seen. */
const floor = 0.01;

/** A node's weight in its region, and its slowness: 1 is its own usual speed, 20 is twenty times slower. */
export type WeightedSlowness = { weight: number; slowness: number };

/** h, 0.01–1: what a node that is `slowness` times slower than usual keeps of its weight. */
export function healthFactor(slowness: number): number {
  return slowness <= slownessTolerated ? 1 : Math.max(floor, (slownessTolerated / slowness) ** 3);
}

/**
 * The slowness that a region has in common, at least 1: the lower weighted median of its nodes' ratios. Nodes are judged
 * against it, so those slower than most lose traffic, and when most are slow together they keep their shares among each
 * other. At most half of the weight lies above a lower median: h never takes traffic off more than that, nor off the
 * last node.
 */
export function commonSlowness(nodes: readonly WeightedSlowness[]): number {
  const half = nodes.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let passed = 0;
  for (const { weight, slowness } of [...nodes].sort((a, b) => a.slowness - b.slowness)) {
    passed += weight;
    if (passed >= half) return Math.max(1, slowness);
  }
  return 1;
}
