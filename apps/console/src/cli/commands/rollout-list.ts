import { z } from "zod";
import { defineCommand } from "../command.ts";
import { listRollouts } from "../rollout.ts";
import { noArgs } from "../typed.ts";

export const rolloutList = defineCommand({
  name: "rollout list",
  usage: "",
  summary: "Lists rollouts, the newest first",
  examples: ["meridian rollout list", "meridian rollout list --json | jq '.[0].state'"],
  input: z.object({ args: noArgs }),
  run: async ({ api, out }) => {
    const rollouts = await listRollouts(api);
    out.answer(rollouts, () => {
      if (rollouts.length === 0) out.line("There are no rollouts yet.");
      else {
        out.table(
          ["id", "version", "precision", "state", "regions done", "started", "by"],
          rollouts.map(({ id, version, precision, state, steps, createdAt, createdByName }) => [
            id,
            version.name,
            precision,
            state,
            `${steps.filter((step) => step.state === "done").length} of ${steps.length}`,
            createdAt.toISOString(),
            createdByName,
          ]),
        );
      }
    });
    return 0;
  },
});
