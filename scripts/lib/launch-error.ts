/** A problem that the person who started Meridian can do something about: shown without a stack. */
export class LaunchError extends Error {
  /**
   * @param {string} message
   * @param {{ hint?: string, detail?: string, cause?: unknown }} [more] `hint` says what to do, `detail` is evidence such as log lines
   */
  constructor(message, { hint, detail, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "LaunchError";
    this.hint = hint;
    this.detail = detail;
  }
}
