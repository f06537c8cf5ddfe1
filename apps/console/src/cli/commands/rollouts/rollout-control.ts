import { Command } from "commander";
import { dryRunOption } from "../../dry-run.ts";
import { commandRollout } from "../../rollout.ts";
import { examples, type OnSession } from "../../session.ts";
import { reasonOption } from "../../input/typed.ts";

type Control = {
  name: string;
  action: Parameters<typeof commandRollout>[1]["action"];
  description: string;
  examples: string[];
};

/** A command to one rollout, the open one by default. */
const control = (onSession: OnSession, { name, action, ...texts }: Control) =>
  new Command(name)
    .description(texts.description)
    .argument("[id]", "default: the open rollout")
    .addOption(reasonOption({ isRequired: false }))
    .addOption(dryRunOption())
    .addHelpText("after", examples(...texts.examples))
    .action(
      onSession((session, id: string | undefined, options: { reason?: string; dryRun?: boolean }) =>
        commandRollout(session, { action, id, ...options }),
      ),
    );

export const rolloutPause = (onSession: OnSession) =>
  control(onSession, {
    name: "pause",
    action: "pause",
    description: "Pauses a rollout: nothing new begins, what has begun is watched on",
    examples: [
      "meridian rollout pause",
      'meridian rollout pause ro_4x7kq2m9pz3t --reason "looking at errors"',
    ],
  });

export const rolloutResume = (onSession: OnSession) =>
  control(onSession, {
    name: "resume",
    action: "resume",
    description: "Resumes a paused or halted rollout and tries again what failed",
    examples: ["meridian rollout resume"],
  });

export const rolloutRollback = (onSession: OnSession) =>
  control(onSession, {
    name: "rollback",
    action: "roll-back",
    description: "Rolls back: every region answers at once with what it had before",
    examples: ['meridian rollout rollback --reason "wrong floors"'],
  });
