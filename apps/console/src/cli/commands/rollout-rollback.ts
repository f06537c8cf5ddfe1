import { z } from "zod";
import { defineCommand } from "../command.ts";
import { commandRollout } from "../rollout.ts";
import { oneArg, reasonText } from "../typed.ts";

export const rolloutRollback = defineCommand({
  name: "rollout rollback",
  usage: "[id]",
  summary: "Answers with what was before, everywhere, at once",
  options: { reason: reasonText },
  examples: ['meridian rollout rollback --reason "wrong floors"'],
  input: z.object({ args: oneArg("rollout"), reason: z.string().optional() }),
  run: (session, { args: [id], reason }) => commandRollout(session, { action: "roll-back", id, reason }),
});
