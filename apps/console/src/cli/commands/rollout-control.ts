import { Command } from "commander";
import { commandRollout } from "../rollout.ts";
import { examples, type OnSession } from "../session.ts";
import { reasonOption } from "../typed.ts";

export const rolloutPause = (onSession: OnSession) =>
  new Command("pause")
    .description("Pauses a rollout: nothing new begins, what has begun is watched on")
    .argument("[id]", "default: the open rollout")
    .addOption(reasonOption({ isRequired: false }))
    .addHelpText(
      "after",
      examples(
        "meridian rollout pause",
        'meridian rollout pause ro_4x7kq2m9pz3t --reason "looking at errors"',
      ),
    )
    .action(
      onSession((session, id: string | undefined, { reason }: { reason?: string }) =>
        commandRollout(session, { action: "pause", id, reason }),
      ),
    );

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
