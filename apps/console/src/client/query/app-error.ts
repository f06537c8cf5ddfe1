import { type ErrorCode, errorCodes } from "@meridian/contracts/errors";

/** What a person is told of a failed request. `UNREACHABLE`: no answer came at all. */
export type ShownError = {
  code: ErrorCode | "UNREACHABLE";
  message: string;
  requestId: string | null;
  /** Parameters of the error, e.g. the rule that refused. */
  details?: Record<string, unknown>;
};

/** Reads what the server put into a tRPC error; anything else never reached the server. */
export function shownErrorOf(error: unknown): ShownError {
  const data = isRecord(error) && isRecord(error["data"]) ? error["data"] : null;
  const message = error instanceof Error ? error.message : String(error);
  if (data === null) return { code: "UNREACHABLE", message, requestId: null };
  const code = errorCodes.find((known) => known === data["code"]) ?? "INTERNAL";
  const requestId = typeof data["requestId"] === "string" ? data["requestId"] : null;
  const { details } = data;
  return { code, message, requestId, ...(isRecord(details) && { details }) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
