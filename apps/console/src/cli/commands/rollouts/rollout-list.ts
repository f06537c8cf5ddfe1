import type { RolloutView } from "@meridian/contracts/api";
import { Command } from "commander";
import { listRollouts } from "../../rollout.ts";
import { examples, type OnSession } from "../../session.ts";

const head = ["id", "version", "precision", "state", "regions done", "started", "by"];

export const rolloutList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists rollouts, the newest first")
    .addHelpText("after", examples("meridian rollout list", "meridian rollout list --json | jq '.[0].state'"))
    .action(
      onSession(async ({ api, out }) => {
        const rollouts = await listRollouts(api);
        out.answer(rollouts, () => {
          if (rollouts.length === 0) out.line("There are no rollouts yet.");
          else out.table(head, rollouts.map(row));
        });
        return 0;
      }),
    );

function row({ id, version, precision, state, steps, createdAt, createdByName }: RolloutView): string[] {
  const done = steps.filter((step) => step.state === "done").length;
  return [
    ...[id, version.name, precision, state],
    ...[`${done} of ${steps.length}`, createdAt.toISOString(), createdByName],
  ];
}
