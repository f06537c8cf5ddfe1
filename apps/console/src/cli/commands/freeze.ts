import { SafetyView } from "@meridian/contracts/api";
import { Command } from "commander";
import { examples, type OnSession } from "../session.ts";
import { reasonOption } from "../typed.ts";

export const freeze = (onSession: OnSession) =>
  new Command("freeze")
    .description("Freezes changes: no traffic is moved and no rollout goes on")
    .addOption(reasonOption())
    .addHelpText("after", examples('meridian freeze --reason "Black Friday"'))
    .action(
      onSession(async ({ api, out }, { reason }: { reason: string }) => {
        const safety = await api.change("POST", "/safety/freeze", SafetyView, { body: { reason } });
        out.answer(safety, () => out.line("Changes are frozen."));
        return 0;
      }),
    );

export const thaw = (onSession: OnSession) =>
  new Command("thaw")
    .description("Allows changes again")
    .addOption(reasonOption())
    .addHelpText("after", examples('meridian thaw --reason "business as usual"'))
    .action(
      onSession(async ({ api, out }, { reason }: { reason: string }) => {
        const safety = await api.change("POST", "/safety/thaw", SafetyView, { body: { reason } });
        out.answer(safety, () => out.line("Changes are allowed."));
        return 0;
      }),
    );
