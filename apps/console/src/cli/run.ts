import { randomUUID } from "node:crypto";
import { type Command, CommanderError } from "commander";
import { CliError, exitCodes } from "./cli-error.ts";
import { ConsoleApi } from "./console-api.ts";
import { readConnection, wantsColour } from "./env.ts";
import { Output } from "./output.ts";
import { createProgram } from "./program.ts";
import type { Action, OnSession } from "./session.ts";
import { visibleLines } from "./visible.ts";

type Streams = {
  stdout: { write: (text: string) => unknown; isTTY?: boolean; writable?: boolean };
  stderr: { write: (text: string) => unknown };
  /** Told what to say of a change whose answer is awaited, should the command be broken off; null when there is none. */
  onUnderWay?: (sentence: string | null) => void;
  /** Passes the time between tries. */
  wait?: (ms: number) => Promise<void>;
};
type GlobalOptions = { json?: boolean; idempotencyKey?: string; url?: string; token?: string };

/** Carries out what was typed and answers the exit code; problems go to stderr. */
export async function run(typed: string[], { stdout, stderr, onUnderWay, wait }: Streams): Promise<number> {
  const write = (text: string) => void stdout.write(text);
  const writeError = (text: string) => void stderr.write(text);
  let exitCode = 0;
  const onSession: OnSession = <Args extends unknown[]>(action: Action<Args>) => {
    return async (...given: [...Args, Command]) => {
      const command = given.at(-1) as Command;
      const options = command.optsWithGlobals<GlobalOptions>();
      const { json: isJson = false, idempotencyKey = randomUUID(), ...typed } = options;
      const hasColour = wantsColour(stdout.isTTY ?? false);
      const out = new Output({ write, isJson, hasColour, isClosed: () => stdout.writable === false });
      const connection = readConnection(typed);
      const api = new ConsoleApi({
        ...{ connection, idempotencyKey, onUnderWay, wait },
        isShown: !isJson,
      });
      exitCode = await action({ api, out }, ...(given.slice(0, -1) as Args));
    };
  };
  // What commander says repeats what was typed, which may come out of somebody else's file.
  const program = createProgram(onSession, {
    writeOut: (text) => write(visibleLines(text)),
    writeErr: (text) => writeError(visibleLines(text)),
  });
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
    writeError(`${visibleLines(error.message)}\n`);
    return exitCodes[error.kind];
  }
}
