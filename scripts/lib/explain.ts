import { LaunchError } from "./launch-error.ts";
import type { Progress } from "./progress.ts";

/** Says what went wrong: a problem for people without a stack, a bug with one. */
export function explain(error: unknown, { line, red }: Progress): void {
  if (!(error instanceof Error)) throw error;
  const isForPeople = error instanceof LaunchError || error.name === "DatabaseError";
  line(`\n  ${red(isForPeople ? error.message : (error.stack ?? error.message))}`);
  if (error instanceof LaunchError && error.detail) line(`\n${indent(error.detail)}`);
  if (error instanceof LaunchError && error.hint) line(`\n  ${error.hint}`);
  line("");
}

export function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
