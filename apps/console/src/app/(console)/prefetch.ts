import "server-only";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { makeQueryClient } from "@/client/query-client.ts";
import { createRequestContext } from "@/server/trpc/create-context.ts";
import { appRouter } from "@/server/trpc/root.ts";

/** Procedures called in this process while a page is rendered; their answers travel with the page. */
export async function createPrefetch() {
  const queryClient = makeQueryClient();
  const ctx = await createRequestContext(await headers());
  return { queryClient, trpc: createTRPCOptionsProxy({ router: appRouter, ctx, queryClient }) };
}
