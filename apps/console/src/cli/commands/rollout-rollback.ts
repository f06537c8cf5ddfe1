import { Command } from "commander";
import { commandRollout } from "../rollout.ts";
import { examples, type OnSession } from "../session.ts";
import { reasonOption } from "../typed.ts";

export const rolloutRollback = (onSession: OnSession) =>
  new Command("rollback")
    .description("Rolls back: every region answers at once with what it had before")
    .argument("[id]", "default: the open rollout")
    .addOption(reasonOption({ isRequired: false }))
    .addHelpText("after", examples('meridian rollout rollback --reason "wrong floors"'))
    .action(
      onSession((session, id: string | undefined, { reason }: { reason?: string }) =>
        commandRollout(session, { action: "roll-back", id, reason }),
      ),
    );
