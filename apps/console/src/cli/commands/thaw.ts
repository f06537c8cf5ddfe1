import { SafetyView } from "@meridian/contracts/api";
import { z } from "zod";
import { defineCommand } from "../command.ts";
import { noArgs, reason, reasonText } from "../typed.ts";

export const thaw = defineCommand({
  name: "thaw",
  usage: "--reason <text>",
  summary: "Allows changes again",
  options: { reason: reasonText },
  examples: ['meridian thaw --reason "business as usual"'],
  input: z.object({ args: noArgs, reason }),
  run: async ({ api, out }, { reason }) => {
    const safety = await api.change("POST", "/safety/thaw", SafetyView, { body: { reason } });
    out.answer(safety, () => out.line("Changes are allowed."));
    return 0;
  },
});
