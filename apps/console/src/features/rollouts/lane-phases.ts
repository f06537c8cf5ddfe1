import type { RolloutStepState, RolloutStepView } from "@meridian/contracts/api";

/** The columns of a lane: fetch, verify, load and warm beside the old; switch; watch; done. */
export const phases = ["prepare", "switch", "bake", "done"] as const;
export type Phase = (typeof phases)[number];
export type PhaseState = "ahead" | "now" | "passed" | "failed" | "undone";

const phaseOfState: Partial<Record<RolloutStepState, Phase>> = {
  preparing: "prepare",
  switching: "switch",
  baking: "bake",
};

/** How far a region has come, for each column of its lane. */
export function lanePhases({
  state,
  failedIn,
}: Pick<RolloutStepView, "state" | "failedIn">): Record<Phase, PhaseState> {
  if (state === "waiting") return record(() => "ahead");
  if (state === "done") return record(() => "passed");
  if (state === "reverting" || state === "reverted") return record(() => "undone");
  const reached = phaseOfState[state === "failed" ? (failedIn ?? state) : state];
  // What failed while going back has no column of its own.
  if (reached === undefined) return record(() => "failed");
  const at = phases.indexOf(reached);
  return record((index) => {
    if (index === at) return state === "failed" ? "failed" : "now";
    return index < at ? "passed" : "ahead";
  });
}

function record(stateOf: (index: number) => PhaseState): Record<Phase, PhaseState> {
  const entries = phases.map((phase, index) => [phase, stateOf(index)] as const);
  return Object.fromEntries(entries) as Record<Phase, PhaseState>;
}
