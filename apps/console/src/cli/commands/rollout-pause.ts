import { z } from "zod";
import { defineCommand } from "../command.ts";
import { commandRollout } from "../rollout.ts";
import { oneArg, reasonText } from "../typed.ts";

export const rolloutPause = defineCommand({
  name: "rollout pause",
  usage: "[id]",
  summary: "Pauses the open rollout, or the one named, so that nothing new begins",
  options: { reason: reasonText },
  examples: ["meridian rollout pause", 'meridian rollout pause ro_4x7kq2m9pz3t --reason "looking at errors"'],
  input: z.object({ args: oneArg("rollout"), reason: z.string().optional() }),
  run: (session, { args: [id], reason }) => commandRollout(session, { action: "pause", id, reason }),
});
