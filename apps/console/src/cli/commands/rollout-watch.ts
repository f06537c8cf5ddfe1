import { setTimeout as wait } from "node:timers/promises";
import { RolloutView } from "@meridian/contracts/api";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import type { ConsoleApi } from "../console-api.ts";
import { rolloutIdOf, sentenceOf, stepLines } from "../rollout.ts";
import { oneArg } from "../typed.ts";

const everyMs = 1000;
/** The rollout goes on when its console is started again. */
const awayMaxMs = 60_000;

export const rolloutWatch = defineCommand({
  name: "rollout watch",
  usage: "[id]",
  summary: "Follows a rollout until it ends: 0 when completed, 1 when halted or rolled back",
  examples: [
    "meridian rollout watch",
    "meridian rollout watch --json | jq -c '{state, steps: [.steps[].state]}'",
  ],
  input: z.object({ args: oneArg("rollout") }),
  run: async ({ api, out }, { args: [given] }) => {
    const id = await rolloutIdOf(api, given);
    let said = new Set<string>();
    for (;;) {
      const rollout = await getPatiently(api, id);
      const lines = [sentenceOf(rollout), ...stepLines(rollout)];
      const news = lines.filter((line) => !said.has(line));
      said = new Set(lines);
      if (news.length > 0) out.answer(rollout, () => news.forEach((line) => out.line(line)));
      if (rollout.state === "completed") return 0;
      if (rollout.state === "halted" || rollout.state === "rolled-back") return 1;
      await wait(everyMs);
    }
  },
});

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
