import { openRolloutStates, RolloutChanged, RolloutView } from "@meridian/contracts/api";
import { listAll } from "./api-list.ts";
import { CliError } from "./cli-error.ts";
import type { ConsoleApi } from "./console-api.ts";
import { answerChange } from "./dry-run.ts";
import type { Session } from "./session.ts";

export function listRollouts(api: ConsoleApi): Promise<RolloutView[]> {
  return listAll(api, "/rollouts", RolloutView, { max: 200 });
}

/** The id given, or that of the rollout that is open. */
export async function rolloutIdOf(api: ConsoleApi, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const open = (await listRollouts(api)).find(({ state }) => openRolloutStates.includes(state));
  if (open) return open.id;
  throw new CliError("refused", "No rollout is open: name one by its id.");
}

type CommandOptions = { action: string; id: string | undefined; reason?: string; dryRun?: boolean };

/** Pauses, resumes or rolls back, and says what came of it. */
export async function commandRollout(
  { api, out }: Session,
  { action, id, reason, dryRun }: CommandOptions,
): Promise<number> {
  const rolloutId = await rolloutIdOf(api, id);
  const rollout = await api.change("POST", `/rollouts/${rolloutId}/${action}`, RolloutChanged, {
    body: { reason, dryRun },
    askWith: "meridian rollout list",
    pinnedBy: rolloutId,
  });
  return answerChange({ api, out }, rollout, () => out.line(sentenceOf(rollout)));
}

export function sentenceOf({ id, version, state, stateReason }: RolloutView): string {
  return `Rollout ${id} of ${version.name}: ${state}${stateReason ? `, ${stateReason}` : ""}`;
}

/** One line for each region: what it does, why it does not go on, and what its gates say. */
export function stepLines({ steps }: RolloutView): string[] {
  return steps.map(({ regionName, state, reason, gates }) => {
    const judged = gates.map(({ gate, answer }) => `${gate} ${answer}`).join(", ");
    return [`${regionName}: ${state}`, reason, judged].filter(Boolean).join(", ");
  });
}
