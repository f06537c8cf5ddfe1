import { Command, InvalidArgumentError } from "commander";

/** What each bench takes: `--help`, `--json`, and what its area adds. Anything else is refused before a thing starts. */
export function benchCommand(area: string, summary: string): Command {
  return new Command(`npm run bench -- ${area}`)
    .description(summary)
    .option("--json", "only the line of JSON, without the table before it")
    .showHelpAfterError("--help lists the options.");
}

/** An option's value that counts something. */
export function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("Expected a whole number from 1.");
}

/** An option's value that numbers something, from 0 on. */
export function ordinal(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && text.trim() !== "") return value;
  throw new InvalidArgumentError("Expected a whole number from 0.");
}
