import { QueryClient } from "@tanstack/react-query";
import superjson from "superjson";
import { isPassing } from "./is-passing.ts";

const triesMax = 2;
const againMs = 5000;

/** superjson keeps Dates on the way from server to page. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < triesMax && isPassing(error),
        refetchInterval: askAgainMs,
      },
      dehydrate: { serializeData: superjson.serialize },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
}

/** What could not be asked again would stand for ever as it was: the default of every query's `refetchInterval`. */
export function askAgainMs({ state }: { state: { data?: unknown; error: unknown } }): number | false {
  return state.data !== undefined && isPassing(state.error) ? againMs : false;
}
