"use client";

import type { AuditVerification } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { type ShownError, shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";

export type Verification = {
  result: AuditVerification | null;
  error: ShownError | null;
  isRunning: boolean;
  run: () => void;
};

/** Walks the chain when asked to, never by itself. */
export function useVerification(): Verification {
  const query = useTRPC().audit.verify.queryOptions(undefined, { enabled: false, retry: false });
  const { data, error, isFetching, refetch } = useQuery(query);
  return {
    result: error ? null : (data ?? null),
    error: error ? shownErrorOf(error) : null,
    isRunning: isFetching,
    run: () => void refetch(),
  };
}
