/** Closed list of error codes; docs/conventions.md has their HTTP status and meaning. */
export const errorCodes = [
  "VALIDATION",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "CONFLICT",
  "PRECONDITION_FAILED",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA",
  "OVERLOADED",
  "UNAVAILABLE",
  "TIMEOUT",
  "INTERNAL",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

const httpStatusByCode: Record<ErrorCode, number> = {
  VALIDATION: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA: 415,
  OVERLOADED: 429,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
  INTERNAL: 500,
};

/** HTTP status that a code is answered with. */
export function httpStatusOf(code: ErrorCode): number {
  return httpStatusByCode[code];
}

/** Body of an error response. `details` hold the parameters of the message in both languages. */
export type ErrorBody = {
  error: { code: ErrorCode; message: string; details?: Record<string, unknown>; requestId?: string };
};

/** The one error that services throw; everything else is a bug and is answered INTERNAL. */
export class AppError extends Error {
  readonly isAppError = true;
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details;
  }
}

/** Recognises an AppError by shape: bundles load separate copies of this class. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && "isAppError" in error && error.isAppError === true;
}

/** The body for an error response; unknown errors are masked. */
export function errorBodyOf(error: unknown, requestId?: string): { status: number; body: ErrorBody } {
  const known = isAppError(error)
    ? { code: error.code, message: error.message, ...(error.details ? { details: error.details } : {}) }
    : { code: "INTERNAL" as const, message: "Something went wrong on our side." };
  return {
    status: httpStatusOf(known.code),
    body: { error: { ...known, ...(requestId ? { requestId } : {}) } },
  };
}

/** Seconds for the `Retry-After` of an answer with this error; null where waiting is not known to help. */
export function retryAfterSeconds(error: unknown): number | null {
  if (!isAppError(error)) return null;
  const retryAfterMs = error.details?.["retryAfterMs"] ?? (error.code === "OVERLOADED" ? 1000 : null);
  return retryAfterMs === null ? null : Math.max(1, Math.ceil(Number(retryAfterMs) / 1000));
}
