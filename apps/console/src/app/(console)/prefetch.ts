import "server-only";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { makeQueryClient } from "@/client/query/query-client.ts";
import { createRequestContext } from "@/server/api/create-context.ts";
import { appRouter } from "@/server/api/root.ts";

/** Procedures called in this process while a page is rendered; their answers travel with the page. */
export async function createPrefetch() {
  const queryClient = makeQueryClient();
  const ctx = await createRequestContext(await headers());
  return { queryClient, trpc: createTRPCOptionsProxy({ router: appRouter, ctx, queryClient }) };
}
