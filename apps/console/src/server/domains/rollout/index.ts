export {
  assignmentAfter,
  resumeActions,
  rollBackActions,
  type RolloutAction,
  rolloutAfter,
  type StepAction,
  stepOf,
} from "./actions.ts";
export { applyActions, type ApplyActionsInput } from "./apply-actions.ts";
export { pauseRollout, resumeRollout, rollBackRollout } from "./command-rollout.ts";
export { findGateFigures, type GateFigures, judgeGates } from "./gates.ts";
export { getRollout, listRollouts, type RolloutContext } from "./get-rollout.ts";
export {
  findRolloutRegions,
  isSameRef,
  newStep,
  type Rollout,
  type RolloutStep,
  targetOf,
  toRollout,
  type VersionRef,
  withVersion,
} from "./progress.ts";
export { findRolloutNodes, type RolloutNode } from "./rollout-nodes.ts";
export { startRollout, type StartRolloutContext } from "./start-rollout.ts";
export { gatesTimeoutMs, stepTimeoutMs } from "./states.ts";
export { startRolloutLoop } from "./rollout-loop.ts";
