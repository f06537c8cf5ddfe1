import { type RolloutAction, stepOf } from "../actions.ts";
import { stepTimeoutMs } from "../states.ts";
import { type Rollout } from "../progress.ts";
import { isAway, isServingAssigned, type Observed, type PlanClock } from "./observed.ts";

/**
 * The rollback already set every node's assignment; this waits until the nodes report it. A region that takes too long does
 * not hold up the others: its nodes follow when they can.
 */
export function planReverting(rollout: Rollout, observed: Observed, clock: PlanClock): RolloutAction[] {
  const reverting = rollout.steps.filter(({ state }) => state === "reverting");
  if (reverting.length === 0) return [{ kind: "rollout", event: "reverted" }];
  return reverting.flatMap(({ regionId, since }): RolloutAction[] => {
    const late = lateNodes(rollout, regionId, observed, clock);
    if (late.length === 0) return [{ kind: "step", event: "nodes-reverted", regionId }];
    const begins = [since?.getTime() ?? clock.nowMs, clock.watchedSinceMs];
    if (clock.nowMs - Math.max(...begins) < (stepTimeoutMs.reverting ?? 0)) return [];
    const reason = `${late.join(", ")} did not report in time that it answers as before; it follows when it can`;
    return [{ kind: "step", event: "fail", regionId, reason }];
  });
}

function lateNodes(rollout: Rollout, regionId: string, { nodes }: Observed, clock: PlanClock): string[] {
  const { before } = stepOf(rollout, regionId);
  const touched = nodes.filter((node) => node.regionId === regionId && node.id in before);
  return touched.filter((node) => !isServingAssigned(node) && !isAway(node, clock)).map(({ name }) => name);
}
