import type { RolloutNodeView, RolloutStepView, RolloutView } from "@meridian/contracts/api";
import type { Rollout, RolloutRowWithVersion, RolloutStep } from "./progress.ts";
import type { RolloutNode } from "./rollout-nodes.ts";
import { stepTimeoutMs } from "./states.ts";

export type RolloutViewInput = {
  row: RolloutRowWithVersion;
  rollout: Rollout;
  regionNames: ReadonlyMap<string, string>;
  /** Of the regions of this rollout, and maybe of others. */
  nodes: readonly RolloutNode[];
  createdByName: string;
};

export function toRolloutView(input: RolloutViewInput): RolloutView {
  const { row, rollout, createdByName } = input;
  const { id, version, precision, state, stateReason, bakeSeconds, gates, steps, stateSince } = rollout;
  return {
    ...{ id, version, precision, state, stateReason, bakeSeconds, gates, createdByName, stateSince },
    reason: row.reason,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
    steps: steps.map((step) => toStepView(step, input)),
  };
}

function toStepView(step: RolloutStep, { rollout, regionNames, nodes }: RolloutViewInput): RolloutStepView {
  const { regionId, state, failedIn, since, reason, gates } = step;
  const members = nodes.filter((node) => node.regionId === regionId);
  return {
    ...{ regionId, state, failedIn, since, reason, gates },
    regionName: regionNames.get(regionId) ?? regionId,
    untilAt: untilOf(step, rollout),
    nodes: members.map((node) => toNodeView(node, rollout)),
  };
}

function untilOf({ state, since }: RolloutStep, { bakeSeconds }: Rollout): Date | null {
  const lastsMs = state === "baking" ? bakeSeconds * 1000 : stepTimeoutMs[state];
  return since && lastsMs !== undefined ? new Date(since.getTime() + lastsMs) : null;
}

function toNodeView({ id, name, presence, report }: RolloutNode, rollout: Rollout): RolloutNodeView {
  const slots = report?.slots ?? [];
  const { version, precision } = rollout;
  const slot = slots.find((one) => one.digest === version.digest && one.precision === precision);
  const answering = slots.find(({ digest }) => digest === report?.defaultDigest);
  return {
    ...{ id, name, presence },
    slotStatus: slot?.status ?? null,
    slotReason: slot?.reason ?? null,
    answersWith: answering?.name ?? null,
  };
}
