import { batchSizeMax } from "@meridian/contracts/api";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { retryHeaders } from "../../../../server/http/answering.ts";
import { createHttpContext } from "../../../../server/api/create-context.ts";
import { appRouter } from "../../../../server/api/root.ts";

function handle(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    maxBatchSize: batchSizeMax,
    createContext: ({ req }) => createHttpContext(req),
    responseMeta: ({ errors }) => ({
      headers: { "cache-control": "no-store", ...retryHeaders(errors[0]?.cause) },
    }),
  });
}

export { handle as GET, handle as POST };
