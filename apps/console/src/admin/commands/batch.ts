import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import type { Answer, Perform } from "../admin-command.ts";

const Commands = z.array(z.array(z.string()).min(1));

/** `createProgram` makes the program whose commands are run. */
export const batch = (perform: Perform, createProgram: (perform: Perform) => Command) =>
  new Command("batch")
    .description(
      "Runs commands one after another and prints the list of their answers; the first failure ends it",
    )
    .argument(
      "<commands>",
      'e.g. [["ensure-administrator"],["reset-password","li@example.com"]]',
      parseCommands,
    )
    .action((commands: string[][]) =>
      perform(async (ctx) => {
        const answers: Answer[] = [];
        for (const words of commands) {
          const program = createProgram(async (command) => void answers.push(await command(ctx)));
          await program.parseAsync(words, { from: "user" });
        }
        return answers;
      }),
    );

function parseCommands(text: string): string[][] {
  try {
    return Commands.parse(JSON.parse(text));
  } catch {
    throw new InvalidArgumentError("Expected a JSON array of commands, each an array of words.");
  }
}
