import type { GateFigures } from "../gates.ts";
import type { RolloutNode } from "../rollout-nodes.ts";

export type PlanClock = {
  nowMs: number;
  /** Since when this console looks: what passed while nobody did is not held against a node. */
  watchedSinceMs: number;
};

/** What the rollout's regions look like now. */
export type Observed = {
  nodes: readonly RolloutNode[];
  regionNames: ReadonlyMap<string, string>;
  /** Of the region that is being watched; null when none is. */
  figures: GateFigures | null;
};
