import { TRPCClientError } from "@trpc/client";

const statusesWorthRetrying = new Set([429, 500, 502, 503, 504]);

/** True for errors that a retry may cure: no answer at all, or an overloaded or absent server. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status: unknown = error.data?.httpStatus;
  return typeof status !== "number" || statusesWorthRetrying.has(status);
}
