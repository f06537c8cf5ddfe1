import { batchSizeMax } from "@meridian/contracts/api";
import { AppError, retryAfterSeconds } from "@meridian/contracts/errors";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { withLimitHeaders } from "../../../../server/http/procedure-limits.ts";
import { createHttpContext } from "../../../../server/api/create-context.ts";
import { appRouter } from "../../../../server/api/root.ts";

const handle = (request: Request) => withLimitHeaders(request, answer);

function answer(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: async ({ req, info }) => {
      assertBatchSize(info.calls.length);
      const ctx = await createHttpContext(req, undefined, info.calls.length);
      return { ...ctx, reply: { ...ctx.reply, isBatched: info.isBatchCall } };
    },
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

/** The library's own limit does not say what it is. */
function assertBatchSize(procedures: number): void {
  if (procedures <= batchSizeMax) return;
  const message = `Expected at most ${batchSizeMax} procedures in a request, found ${procedures}.`;
  throw new AppError("VALIDATION", message);
}

export { handle as GET, handle as POST };
