import type { Progress } from "./progress.ts";

/** A problem that the person who started Meridian can do something about: shown without a stack. */
export class LaunchError extends Error {
  override readonly name = "LaunchError";
  /** What to do about it. */
  readonly hint: string | undefined;
  /** Evidence, such as the last lines of a log. */
  readonly detail: string | undefined;

  constructor(
    message: string,
    { hint, detail, cause }: { hint?: string; detail?: string; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
    this.detail = detail;
  }
}

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
