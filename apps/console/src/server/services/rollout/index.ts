export { startRollout, type StartRolloutContext } from "./start-rollout.ts";
export { pauseRollout, resumeRollout, rollBackRollout } from "./command-rollout.ts";
export { getRollout, listRollouts, type RolloutContext } from "./get-rollout.ts";
export { applyActions, type ApplyActionsInput } from "./apply-actions.ts";
export {
  assignmentAfter,
  resumeActions,
  rollBackActions,
  rolloutAfter,
  stepOf,
  type RolloutAction,
  type StepAction,
} from "./actions.ts";
export { failedGate, findGateFigures, judgeGates, type GateFigures } from "./gates.ts";
export {
  isSameRef,
  newStep,
  targetOf,
  toRollout,
  withVersion,
  type Rollout,
  type RolloutStep,
  type VersionRef,
} from "./progress.ts";
export { findRolloutNodes, type RolloutNode } from "./rollout-nodes.ts";
export { gatesTimeoutMs, stepTimeoutMs } from "./states.ts";
