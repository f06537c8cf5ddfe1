import { QueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import superjson from "superjson";

const triesMax = 2;
const statusesWorthRetrying = new Set([429, 500, 502, 503, 504]);

/** superjson keeps Dates on the way from server to page. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, retry: (failures, error) => failures < triesMax && isPassing(error) },
      dehydrate: { serializeData: superjson.serialize },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
}

/** True for errors that a retry may cure: no answer at all, or an overloaded or absent server. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status: unknown = error.data?.httpStatus;
  return typeof status !== "number" || statusesWorthRetrying.has(status);
}
