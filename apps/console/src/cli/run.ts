import { parseArgs, type ParseArgsConfig } from "node:util";
import { z } from "zod";
import { CliError, exitCodes } from "./cli-error.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands/index.ts";
import { ConsoleApi } from "./console-api.ts";
import { readConnection, wantsColour } from "./env.ts";
import { commonOptions, helpOf, helpOfAll } from "./help.ts";
import { Output } from "./output.ts";

type Streams = {
  stdout: { write: (text: string) => unknown; isTTY?: boolean };
  stderr: { write: (text: string) => unknown };
};

const Common = z.object({
  json: z.boolean().default(false),
  help: z.boolean().default(false),
  url: z.string().optional(),
  token: z.string().optional(),
});

/** Carries out what was typed and answers the exit code; problems go to stderr. */
export async function run(typed: string[], { stdout, stderr }: Streams): Promise<number> {
  const write = (text: string) => void stdout.write(text);
  const [first = "--help"] = typed;
  if (first === "--help" || first === "help") {
    write(`${helpOfAll(commands)}\n`);
    return typed.length === 0 ? exitCodes.usage : 0;
  }
  try {
    const { command, args } = findCommand(typed);
    const { values, positionals } = parse(command, args);
    const { json, help, ...connection } = Common.parse(values);
    if (help) {
      write(`${helpOf(command)}\n`);
      return 0;
    }
    const out = new Output({ write, isJson: json, hasColour: wantsColour(stdout.isTTY ?? false) });
    const api = new ConsoleApi(readConnection(connection));
    return await command.run({ api, out }, { ...values, args: positionals });
  } catch (error) {
    const { kind, message } = toCliError(error);
    stderr.write(`${message}\n`);
    return exitCodes[kind];
  }
}

function findCommand(typed: string[]): { command: Command; args: string[] } {
  for (const words of [2, 1]) {
    const command = commands.find(({ name }) => name === typed.slice(0, words).join(" "));
    if (command) return { command, args: typed.slice(words) };
  }
  const [first = ""] = typed;
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length === 0) {
    throw new CliError("usage", `There is no command ${first}: meridian --help lists them.`);
  }
  throw new CliError(
    "usage",
    `meridian ${first}: expected one of ${group.map(({ name }) => name).join(", ")}.`,
  );
}

function parse(command: Command, args: string[]) {
  const known = Object.entries({ ...command.options, ...commonOptions });
  const options: ParseArgsConfig["options"] = Object.fromEntries(
    known.map(([name, { value }]) => [name, { type: value === undefined ? "boolean" : "string" }] as const),
  );
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("usage", `${message}\nmeridian ${command.name} --help tells how it is used.`, {
      cause,
    });
  }
}

function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (!(error instanceof z.ZodError)) throw error;
  const lines = error.issues.map(({ path, message }) => {
    const [name] = path;
    return name === "args" || name === undefined ? message : `--${String(name)}: ${message}`;
  });
  return new CliError("usage", lines.join("\n"), { cause: error });
}
