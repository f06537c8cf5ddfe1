import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createHttpContext } from "../../../../server/api/create-context.ts";
import { appRouter } from "../../../../server/api/root.ts";

function handle(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: ({ req }) => createHttpContext(req),
  });
}

export { handle as GET, handle as POST };
