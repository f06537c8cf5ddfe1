import { Command } from "commander";
import { commandRollout } from "../rollout.ts";
import { examples, type OnSession } from "../session.ts";
import { reasonOption } from "../typed.ts";

export const rolloutResume = (onSession: OnSession) =>
  new Command("resume")
    .description("Resumes a paused or halted rollout and tries again what failed")
    .argument("[id]", "default: the open rollout")
    .addOption(reasonOption({ isRequired: false }))
    .addHelpText("after", examples("meridian rollout resume"))
    .action(
      onSession((session, id: string | undefined, { reason }: { reason?: string }) =>
        commandRollout(session, { action: "resume", id, reason }),
      ),
    );
