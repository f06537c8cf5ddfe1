import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { getShared } from "../../../../server/shared.ts";
import { trustedOriginsOf } from "../../../../server/auth.ts";
import { createRequestContext } from "../../../../server/trpc/create-context.ts";
import { appRouter } from "../../../../server/trpc/root.ts";

function handle(request: Request): Promise<Response> | Response {
  if (!isFromOurPages(request)) return new Response("Cross-site requests are refused.", { status: 403 });
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: ({ req }) => createRequestContext(req.headers),
  });
}

/** A browser names the origin of every request that could change something. */
function isFromOurPages({ headers }: Request): boolean {
  const origin = headers.get("origin");
  return origin === null || trustedOriginsOf(getShared().env).includes(origin);
}

export { handle as GET, handle as POST };
