import { openRolloutStates, RolloutView } from "@meridian/contracts/api";
import { z } from "zod";
import { CliError } from "./cli-error.ts";
import type { ConsoleApi } from "./console-api.ts";
import type { Session } from "./session.ts";

export function listRollouts(api: ConsoleApi): Promise<RolloutView[]> {
  return api.get("/rollouts", z.array(RolloutView));
}

/** The id given, or that of the rollout that is open. */
export async function rolloutIdOf(api: ConsoleApi, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const open = (await listRollouts(api)).find(({ state }) => openRolloutStates.includes(state));
  if (open) return open.id;
  throw new CliError("refused", "No rollout is open: name one by its id.");
}

type CommandOptions = { action: string; id: string | undefined; reason: string | undefined };

/** Pauses, resumes or rolls back, and says what came of it. */
export async function commandRollout(
  { api, out }: Session,
  { action, id, reason }: CommandOptions,
): Promise<number> {
  const rolloutId = await rolloutIdOf(api, id);
  const rollout = await api.change("POST", `/rollouts/${rolloutId}/${action}`, RolloutView, {
    body: reason === undefined ? {} : { reason },
    askWith: "meridian rollout list",
    pinnedBy: rolloutId,
  });
  out.answer(rollout, () => out.line(sentenceOf(rollout)));
  return 0;
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
