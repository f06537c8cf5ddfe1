import { z } from "zod";

/** Each code with its HTTP status, and the title that its problems have. The list is closed. */
const kinds = {
  VALIDATION: { status: 400, title: "The request is not valid" },
  UNAUTHENTICATED: { status: 401, title: "Nobody is known by what was sent" },
  FORBIDDEN: { status: 403, title: "The caller may not do this" },
  NOT_FOUND: { status: 404, title: "There is no such thing" },
  METHOD_NOT_ALLOWED: { status: 405, title: "The method does not go with this path" },
  BODY_TIMEOUT: { status: 408, title: "The body did not come in time" },
  CONFLICT: { status: 409, title: "Somebody else was faster, or the name is taken" },
  REFUSED_BY_RULE: { status: 422, title: "A rule or the present state forbids this" },
  PRECONDITION_REQUIRED: { status: 428, title: "The request must say which revision it rests on" },
  PAYLOAD_TOO_LARGE: { status: 413, title: "The body is too large" },
  UNSUPPORTED_MEDIA: { status: 415, title: "The body's type is not supported" },
  OVERLOADED: { status: 429, title: "There are too many requests" },
  UNAVAILABLE: { status: 503, title: "What is needed cannot be reached now" },
  TIMEOUT: { status: 504, title: "The time ran out" },
  INTERNAL: { status: 500, title: "Something went wrong on our side" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof kinds;
/** Closed list of error codes; docs/conventions.md has their HTTP status and meaning. */
export const errorCodes = Object.keys(kinds) as [ErrorCode, ...ErrorCode[]];

/** HTTP status that a code is answered with. */
export function httpStatusOf(code: ErrorCode): number {
  return kinds[code].status;
}

/** What a code means, in a few words that are the same each time. */
export function problemTitleOf(code: ErrorCode): string {
  return kinds[code].title;
}

const typePath = "/problems/";

/** The code of a problem's page, e.g. of `/problems/refused-by-rule`; null where there is no such page. */
export function codeOfProblemPath(path: string): ErrorCode | null {
  return errorCodes.find((code) => problemTypeOf(code) === path) ?? null;
}

/** The `type` of a problem: the path of a page that explains it, on consoles and gateways alike. */
export function problemTypeOf(code: ErrorCode): string {
  return `${typePath}${code.toLowerCase().replaceAll("_", "-")}`;
}

/** Media type of an error's body, RFC 9457. */
export const problemMediaType = "application/problem+json";

/** Body of every error response, RFC 9457. `details` hold the parameters of `detail` in both languages. */
export const Problem = z.object({
  type: z
    .string()
    .regex(/^\/problems\/[a-z-]+$/)
    .describe("Which kind of problem this is: the path of its page at the same host."),
  title: z.string().describe("The kind in a few words, the same each time."),
  status: z.int().min(400).max(599).describe("The HTTP status."),
  detail: z.string().describe("What went wrong this time, in one sentence."),
  code: z.enum(errorCodes).describe("The kind, for programs."),
  details: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Fields, rule or revision at fault; depends on the code."),
  instance: z
    .string()
    .optional()
    .describe("This occurrence: urn:uuid: and the request's id, where that is a UUID."),
  requestId: z.string().optional().describe("Id of the request; the log has it too."),
});
export type Problem = z.infer<typeof Problem>;

/** What gateways and nodes answered before problems; they send it beside the problem for one release. */
const EarlierError = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  requestId: z.string().optional(),
});
/** A problem as gateways and nodes send it: clients and consoles of the release before read `error`. */
export type AgentProblem = Problem & { error: z.infer<typeof EarlierError> };

const ToldProblem = z.union([
  z
    .object({ code: z.string(), detail: z.string(), details: Problem.shape.details })
    .transform(({ code, detail, details }) => ({ code, message: detail, details })),
  z.object({ error: EarlierError }).transform(({ error: { code, message, details } }) => ({
    code,
    message,
    details,
  })),
]);
export type ToldProblem = z.infer<typeof ToldProblem>;

/** What the body of an error says, also one of the release before; null for what is no error of ours. */
export function readProblem(body: unknown): ToldProblem | null {
  return ToldProblem.safeParse(body).data ?? null;
}

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

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The body of an error response; unknown errors are masked. `status` differs from the code's own for a stale If-Match alone. */
export function problemOf(error: unknown, requestId?: string, status?: number): Problem {
  const { code, message, details } = isAppError(error)
    ? error
    : { code: "INTERNAL" as const, message: "Something went wrong on our side.", details: undefined };
  return {
    type: problemTypeOf(code),
    title: problemTitleOf(code),
    status: status ?? httpStatusOf(code),
    detail: message,
    code,
    ...(details && { details }),
    ...(requestId && uuid.test(requestId) && { instance: `urn:uuid:${requestId}` }),
    ...(requestId && { requestId }),
  };
}

/** As `problemOf`, for what a gateway or a node answers. */
export function agentProblemOf(error: unknown, requestId?: string): AgentProblem {
  const problem = problemOf(error, requestId);
  const { code, detail: message, details } = problem;
  return {
    ...problem,
    error: { code, message, ...(details && { details }), ...(requestId && { requestId }) },
  };
}

/** What goes with a problem in the head of its answer. */
export function problemHeaders(error: unknown): Record<string, string> {
  const retryAfter = retryAfterSeconds(error);
  const isUnknown = isAppError(error) && error.code === "UNAUTHENTICATED";
  const allowed = isAppError(error) && error.code === "METHOD_NOT_ALLOWED" && error.details?.["allowed"];
  return {
    "content-type": problemMediaType,
    ...(retryAfter !== null && { "retry-after": String(retryAfter) }),
    ...(isUnknown && { "www-authenticate": 'Bearer realm="meridian"' }),
    ...(Array.isArray(allowed) && { allow: allowed.join(", ") }),
  };
}

/** Seconds for the `Retry-After` of an answer with this error; null where waiting is not known to help. */
export function retryAfterSeconds(error: unknown): number | null {
  if (!isAppError(error)) return null;
  const retryAfterMs = error.details?.["retryAfterMs"] ?? (error.code === "OVERLOADED" ? 1000 : null);
  return retryAfterMs === null ? null : Math.max(1, Math.ceil(Number(retryAfterMs) / 1000));
}
