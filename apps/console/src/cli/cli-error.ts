/**
 * How a command can end without the answer that it asked for, with the exit code of each. `done`: an earlier try did it;
 * `unknown`: nobody knows whether it was done.
 */
export const exitCodes = { done: 0, refused: 1, usage: 2, unreachable: 3, unknown: 3 } as const;

/** What is said to the person at the terminal; everything else is a bug. */
export class CliError extends Error {
  readonly kind: keyof typeof exitCodes;

  constructor(kind: keyof typeof exitCodes, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "CliError";
    this.kind = kind;
  }
}
