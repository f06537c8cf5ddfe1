import { type Command, CommanderError } from "commander";
import { CliError, exitCodes } from "./cli-error.ts";
import { ConsoleApi } from "./console-api.ts";
import { readConnection, wantsColour } from "./env.ts";
import { Output } from "./output.ts";
import { createProgram } from "./program.ts";
import type { Action, OnSession } from "./session.ts";

type Streams = {
  stdout: { write: (text: string) => unknown; isTTY?: boolean };
  stderr: { write: (text: string) => unknown };
};
type GlobalOptions = { json?: boolean; url?: string; token?: string };

/** Carries out what was typed and answers the exit code; problems go to stderr. */
export async function run(typed: string[], { stdout, stderr }: Streams): Promise<number> {
  const write = (text: string) => void stdout.write(text);
  const writeError = (text: string) => void stderr.write(text);
  let exitCode = 0;
  const onSession: OnSession = <Args extends unknown[]>(action: Action<Args>) => {
    return async (...given: [...Args, Command]) => {
      const command = given.at(-1) as Command;
      const { json = false, ...connection } = command.optsWithGlobals<GlobalOptions>();
      const out = new Output({ write, isJson: json, hasColour: wantsColour(stdout.isTTY ?? false) });
      const api = new ConsoleApi(readConnection(connection));
      exitCode = await action({ api, out }, ...(given.slice(0, -1) as Args));
    };
  };
  const program = createProgram(onSession, { writeOut: write, writeErr: writeError });
  if (typed.length === 0) {
    program.outputHelp();
    return exitCodes.usage;
  }
  try {
    await program.parseAsync(typed, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    if (!(error instanceof CliError)) throw error;
    writeError(`${error.message}\n`);
    return exitCodes[error.kind];
  }
}
