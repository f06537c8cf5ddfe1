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
