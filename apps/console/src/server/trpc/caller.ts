import "server-only";
import { headers } from "next/headers";
import { createRequestContext } from "./create-context.ts";
import { appRouter } from "./root.ts";
import { createCallerFactory } from "./trpc.ts";

const createCaller = createCallerFactory(appRouter);

/** The procedures, called in this process on behalf of the person whose request is being rendered. */
export async function createServerCaller(): Promise<ReturnType<typeof createCaller>> {
  return createCaller(await createRequestContext(await headers()));
}
