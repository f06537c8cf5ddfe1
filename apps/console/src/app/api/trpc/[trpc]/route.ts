import { batchSizeMax } from "@meridian/contracts/api";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { retryAfterSeconds } from "@meridian/contracts/errors";
import { createHttpContext } from "../../../../server/api/create-context.ts";
import { appRouter } from "../../../../server/api/root.ts";

function handle(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    maxBatchSize: batchSizeMax,
    createContext: ({ req }) => createHttpContext(req),
    responseMeta: ({ errors, ctx }) => {
      const retryAfter = retryAfterSeconds(errors[0]?.cause);
      return {
        headers: {
          "cache-control": "no-store",
          ...(retryAfter !== null && { "retry-after": String(retryAfter) }),
          ...(ctx?.reply.isReplayed && { "idempotent-replayed": "true" }),
        },
      };
    },
  });
}

export { handle as GET, handle as POST };
