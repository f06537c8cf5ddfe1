import { ModelError } from "./model-error.ts";

/** What a command says of an option that it cannot take. */
export function badOption(flag: string, expected: string, found: string): ModelError {
  return new ModelError("bad-input", `${flag}: expected ${expected}, found ${JSON.stringify(found)}`);
}

/** The number above 0 that an option stands for. */
export function positiveOption(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw badOption(flag, "a number above 0", text);
  return value;
}

/** Runs a command. What it throws goes to stderr: errors with a code in their own words, others with their stack. */
export function runCommand(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    const isTold = error instanceof Error && "code" in error;
    const text = isTold ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  });
}
