import { SafetyView } from "@meridian/contracts/api";
import { z } from "zod";
import { defineCommand } from "../command.ts";
import { noArgs, reason, reasonText } from "../typed.ts";

export const freeze = defineCommand({
  name: "freeze",
  usage: "--reason <text>",
  summary: "Freezes changes: no traffic is moved and no rollout goes on",
  options: { reason: reasonText },
  examples: ['meridian freeze --reason "Black Friday"'],
  input: z.object({ args: noArgs, reason }),
  run: async ({ api, out }, { reason }) => {
    const safety = await api.change("POST", "/safety/freeze", SafetyView, { body: { reason } });
    out.answer(safety, () => out.line("Changes are frozen."));
    return 0;
  },
});
