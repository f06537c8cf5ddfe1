import { setTimeout as wait } from "node:timers/promises";
import { RolloutView } from "@meridian/contracts/api";
import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { ConsoleApi } from "../../console-api.ts";
import { rolloutIdOf, sentenceOf, stepLines } from "../../rollout.ts";
import { examples, type OnSession, type Session } from "../../session.ts";

const everyMs = 1000;
/** A rollout survives a restart of its console: watch on meanwhile. */
const awayMaxMs = 60_000;

export const rolloutWatch = (onSession: OnSession) =>
  new Command("watch")
    .description("Follows a rollout until it ends: 0 when completed, 1 when halted or rolled back")
    .argument("[id]", "default: the open rollout")
    .addHelpText(
      "after",
      examples(
        "meridian rollout watch",
        "meridian rollout watch --json | jq -c '{state, steps: [.steps[].state]}'",
      ),
    )
    .action(
      onSession(async (session, given: string | undefined) => {
        return watch(session, await rolloutIdOf(session.api, given));
      }),
    );

async function watch({ api, out }: Session, id: string): Promise<number> {
  let said = new Set<string>();
  for (;;) {
    const rollout = await getPatiently(api, id);
    const lines = [sentenceOf(rollout), ...stepLines(rollout)];
    const news = lines.filter((line) => !said.has(line));
    said = new Set(lines);
    if (news.length > 0) out.answer(rollout, () => news.forEach((line) => out.line(line)));
    if (rollout.state === "completed" || out.isClosed()) return 0;
    if (rollout.state === "halted" || rollout.state === "rolled-back") return 1;
    await wait(everyMs);
  }
}

async function getPatiently(api: ConsoleApi, id: string): Promise<RolloutView> {
  const deadline = performance.now() + awayMaxMs;
  for (;;) {
    try {
      return await api.get(`/rollouts/${id}`, RolloutView);
    } catch (error) {
      const isAway = error instanceof CliError && error.kind === "unreachable";
      if (!isAway || performance.now() > deadline) throw error;
      await wait(everyMs);
    }
  }
}
