/** How a command can fail, with the exit code of each. */
export const exitCodes = { refused: 1, usage: 2, unreachable: 3 } as const;

/** What is said to the person at the terminal; everything else is a bug. */
export class CliError extends Error {
  readonly kind: keyof typeof exitCodes;

  constructor(kind: keyof typeof exitCodes, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "CliError";
    this.kind = kind;
  }
}
