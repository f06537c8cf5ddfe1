import { resolve } from "node:path";
import { applyEnvProxy } from "@meridian/contracts/proxy";
import { type Command, InvalidArgumentError } from "commander";

/** A number above 0, as an option takes it. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError("Expected a number above 0.");
  return value;
}

/** npm runs scripts in the package's folder; paths are meant from where the user stands. */
export function userPath(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** Runs a command. What it throws goes to stderr: errors with a code in their own words, others with their stack. */
export function runCommand(command: Command): void {
  const problems = applyEnvProxy();
  if (problems.length > 0) return command.error(problems.join("\n"));
  command
    .showHelpAfterError()
    .parseAsync()
    .catch((error: unknown) => {
      const isTold = error instanceof Error && "code" in error;
      const text = isTold ? error.message : error instanceof Error ? error.stack : String(error);
      process.stderr.write(`${text}\n`);
      process.exitCode = 1;
    });
}
