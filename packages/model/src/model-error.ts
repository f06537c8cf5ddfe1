/** `bad-model`: files or contents of a model · `bad-input`: the caller's arguments · `too-long`: more tokens than positions · `run-failed`: the runtime · `unreachable`: a hub, or the way to it. */
export type ModelErrorCode = "bad-model" | "bad-input" | "too-long" | "run-failed" | "unreachable";

/** The only error this package throws on purpose. `details` holds facts for a log, never address text. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ModelErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Recognises a ModelError by its shape, so that bundled copies of this module agree. */
export function isModelError(error: unknown): error is ModelError {
  return error instanceof Error && error.name === "ModelError" && "code" in error;
}
