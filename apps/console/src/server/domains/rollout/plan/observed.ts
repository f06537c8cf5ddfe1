import type { ObservedSlot } from "@meridian/contracts/wire";
import type { GateFigures } from "../gates.ts";
import type { RolloutNode } from "../rollout-nodes.ts";
import type { Rollout } from "../progress.ts";

/** How long agents may take to come back to a console that has just started: their longest wait between attempts. */
const agentsReturnMs = 60_000;

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

/** Not connected: the rollout does not wait for it; it follows when it is back. */
export function isAway({ presence }: RolloutNode, { nowMs, watchedSinceMs }: PlanClock): boolean {
  const isGone = presence === "offline" || presence === "never";
  return isGone && nowMs - watchedSinceMs >= agentsReturnMs;
}

/** The new version on a node as it now reports it. */
export function newSlotOf(node: RolloutNode, { version, precision }: Rollout): ObservedSlot | undefined {
  if (!node.isReportCurrent) return undefined;
  return node.report?.slots.find((slot) => slot.digest === version.digest && slot.precision === precision);
}

export function holdsReady(node: RolloutNode, rollout: Rollout): boolean {
  return node.presence === "live" && newSlotOf(node, rollout)?.status === "ready";
}

/** Answers with the version it was assigned. Agents of the release before do not report the precision. */
export function isServingAssigned({ presence, isReportCurrent, report, answers }: RolloutNode): boolean {
  if (presence !== "live" || !isReportCurrent || !report?.isReady) return false;
  const { defaultDigest, defaultPrecision = answers.precision } = report;
  return defaultDigest === answers.digest && defaultPrecision === answers.precision;
}
