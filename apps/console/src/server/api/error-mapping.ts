import { batchSizeMax } from "@meridian/contracts/api";
import { AppError, type ErrorCode, httpStatusOf, isAppError, problemOf } from "@meridian/contracts/errors";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { toKnownError } from "../http/answering.ts";
import { issueFields } from "../http/issue-fields.ts";

type TrpcCode = ConstructorParameters<typeof TRPCError>[0]["code"];

const trpcCodeBy: Record<ErrorCode, TrpcCode> = {
  VALIDATION: "BAD_REQUEST",
  UNAUTHENTICATED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  METHOD_NOT_ALLOWED: "METHOD_NOT_SUPPORTED",
  BODY_TIMEOUT: "TIMEOUT",
  CONFLICT: "CONFLICT",
  REFUSED_BY_RULE: "UNPROCESSABLE_CONTENT",
  PRECONDITION_REQUIRED: "PRECONDITION_REQUIRED",
  PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  UNSUPPORTED_MEDIA: "UNSUPPORTED_MEDIA_TYPE",
  OVERLOADED: "TOO_MANY_REQUESTS",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
  TIMEOUT: "GATEWAY_TIMEOUT",
  INTERNAL: "INTERNAL_SERVER_ERROR",
};

/** tRPC's own error for one of ours. */
export function toTrpcError(error: AppError): TRPCError {
  return new TRPCError({ code: trpcCodeBy[error.code], message: error.message, cause: error });
}

/** Masks unknown errors with a fixed sentence: tRPC would send their own message to the client. */
export type ErrorData = {
  code: ErrorCode;
  httpStatus: number;
  details?: Record<string, unknown>;
  requestId?: string;
};

export function describeError(error: TRPCError, requestId?: string): { message: string; data: ErrorData } {
  const cause = toKnownError(error.cause);
  const own = isAppError(cause) ? null : describeTrpcError(error);
  if (!own) {
    const { status: httpStatus, detail: message, code, details } = problemOf(cause);
    const data = { code, httpStatus, ...(details && { details }), ...(requestId && { requestId }) };
    return { message, data };
  }
  return { ...own, data: { ...own.data, ...(requestId ? { requestId } : {}) } };
}

/** Ours for what tRPC threw: its own refusals of a request are ours by meaning; anything else is a bug and stays as it is. */
export function toAppError(error: TRPCError): unknown {
  const cause = toKnownError(error.cause);
  if (isAppError(cause)) return cause;
  const own = describeTrpcError(error);
  return own
    ? new AppError(own.data.code, own.message, { ...(own.data.details && { details: own.data.details }) })
    : cause;
}

/** Errors that tRPC itself raises for what a client sent. */
function describeTrpcError(error: TRPCError): { message: string; data: ErrorData } | null {
  if (error.cause instanceof z.ZodError) {
    const fields = issueFields(error.cause.issues);
    return known("VALIDATION", "The input is not valid.", { fields });
  }
  if (/batch/i.test(error.message) && error.code === "BAD_REQUEST")
    return known("VALIDATION", `Expected at most ${batchSizeMax} procedures in a batch.`);
  if (error.code === "NOT_FOUND") return known("NOT_FOUND", "There is no such procedure.");
  if (error.code === "UNSUPPORTED_MEDIA_TYPE") {
    return known("UNSUPPORTED_MEDIA", "Expected content-type application/json.");
  }
  const isClients = ["BAD_REQUEST", "PARSE_ERROR", "METHOD_NOT_SUPPORTED"].includes(error.code);
  return isClients ? known("VALIDATION", `The request could not be read: ${error.message}`) : null;
}

function known(code: ErrorCode, message: string, details?: Record<string, unknown>) {
  return { message, data: { code, httpStatus: httpStatusOf(code), ...(details ? { details } : {}) } };
}
