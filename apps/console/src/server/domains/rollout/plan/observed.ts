import type { GateFigures } from "../gates.ts";
import type { RolloutNode } from "../rollout-nodes.ts";

export type PlanClock = {
  nowMs: number;
  /** When this console began to watch: time that passed while no console ran must not time a node out. */
  watchedSinceMs: number;
};

/** What the rollout's regions look like now. */
export type Observed = {
  nodes: readonly RolloutNode[];
  regionNames: ReadonlyMap<string, string>;
  /** Of the region that is being watched; null when none is. */
  figures: GateFigures | null;
};
