import type { RolloutStepState } from "@meridian/contracts/api";
import { isSameRef, type Rollout, targetOf } from "../progress.ts";
import { type RolloutAction } from "../actions.ts";
import { type RolloutNode } from "../rollout-nodes.ts";
import type { Observed, PlanClock } from "./observed.ts";
import { planReverting } from "./plan-reverting.ts";
import { planStep } from "./plan-step.ts";

const inFlight: readonly RolloutStepState[] = ["preparing", "switching", "baking"];
const switched: readonly RolloutStepState[] = ["switching", "baking", "done"];

/**
 * The next transition of an open rollout, as the actions that make it; none while there is something to wait for.
 * One region is in flight at a time, and a node is switched only when it holds the new version ready.
 */
export function planRollout(rollout: Rollout, observed: Observed, clock: PlanClock): RolloutAction[] {
  const { state, steps } = rollout;
  if (state === "rolling-back") return planReverting(rollout, observed, clock);
  if (state !== "running" && state !== "paused") return [];
  const current = steps.find((step) => inFlight.includes(step.state));
  const transition = current ? planStep(rollout, current, observed, clock) : [];
  if (transition.length > 0 || state === "paused") return transition;
  const late = lateNodes(rollout, observed.nodes);
  if (late.length > 0) return [{ kind: "adopt", nodeIds: late.map(({ id }) => id) }];
  return current ? [] : planNext(rollout, observed);
}

function planNext(rollout: Rollout, { nodes }: Observed): RolloutAction[] {
  const next = rollout.steps.find(({ state }) => state === "waiting");
  if (!next) {
    const complete = { kind: "rollout", event: "complete" } as const;
    return rollout.keepsDefault ? [complete] : [complete, { kind: "make-default" }];
  }
  const members = nodes.filter(({ regionId }) => regionId === next.regionId);
  const others = members.filter(({ answers }) => !isSameRef(answers, targetOf(rollout)));
  return [
    { kind: "step", event: "begin", regionId: next.regionId },
    { kind: "hold", nodeIds: others.map(({ id }) => id) },
  ];
}

/**
 * Nodes of switched regions that answer with another version: enrolled since, or away during the switch. Until a node has
 * loaded the new version it serves the old one (node agent, plan.ts).
 */
function lateNodes({ steps, ...rollout }: Rollout, nodes: readonly RolloutNode[]): RolloutNode[] {
  const regionIds = steps.filter(({ state }) => switched.includes(state)).map(({ regionId }) => regionId);
  const target = targetOf({ steps, ...rollout });
  return nodes.filter(({ regionId, answers }) => regionIds.includes(regionId) && !isSameRef(answers, target));
}
