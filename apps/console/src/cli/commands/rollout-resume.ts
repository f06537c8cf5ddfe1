import { z } from "zod";
import { defineCommand } from "../command.ts";
import { commandRollout } from "../rollout.ts";
import { oneArg, reasonText } from "../typed.ts";

export const rolloutResume = defineCommand({
  name: "rollout resume",
  usage: "[id]",
  summary: "Lets a paused or halted rollout go on, and tries again what failed",
  options: { reason: reasonText },
  examples: ["meridian rollout resume"],
  input: z.object({ args: oneArg("rollout"), reason: z.string().optional() }),
  run: (session, { args: [id], reason }) => commandRollout(session, { action: "resume", id, reason }),
});
