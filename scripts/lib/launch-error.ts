import { appendFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { root } from "./paths.ts";
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

/**
 * Says what went wrong, never as a stack: what a person can change with the way out, what the system refused in its words,
 * and a bug in a sentence that names the file with its stack.
 */
export function explain(
  error: unknown,
  { line, red }: Progress,
  stackDir = join(root, ".meridian/logs"),
): void {
  const { message, detail, hint } = inWords(error, stackDir);
  line(`\n  ${red(message)}`);
  if (detail) line(`\n${indent(detail)}`);
  if (hint) line(`\n  ${hint}`);
  line("");
}

type Told = Pick<LaunchError, "message"> & Partial<Pick<LaunchError, "detail" | "hint">>;

function inWords(error: unknown, stackDir: string): Told {
  if (error instanceof LaunchError) return error;
  if (!(error instanceof Error)) return { message: String(error) };
  if (error.name === "DatabaseError") return { message: error.message };
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") {
    const [firstLine = ""] = error.message.split("\n");
    return { message: firstLine, hint: "A package is missing or half installed: npm ci installs them." };
  }
  if (syscall !== undefined) return { message: `The system refuses: ${error.message}` };
  return { message: `Meridian failed: ${error.message}`, hint: `Its stack: ${keepStack(error, stackDir)}` };
}

/** The data folder itself may be what cannot be written. */
function keepStack(error: Error, stackDir: string): string {
  const text = `${new Date().toISOString()} ${inspect(error)}\n`;
  for (const dir of [stackDir, tmpdir()]) {
    const file = join(dir, "meridian-errors.log");
    try {
      mkdirSync(dir, { recursive: true });
      appendFileSync(file, text, { mode: 0o600 });
      return file;
    } catch {
      continue;
    }
  }
  return "could not be written anywhere";
}

export function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
