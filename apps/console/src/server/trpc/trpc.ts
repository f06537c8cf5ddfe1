import { AppError, isAppError, roleIncludes, type UserRole } from "@meridian/contracts";
import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import type { AgentLink } from "../agent-link.ts";
import type { ServiceContext } from "../context.ts";
import { actorOf, type UserSession } from "../services/user/index.ts";
import { describeError, toTrpcError } from "./error-mapping.ts";

/** What a request brings, before it is known who asks. */
export type RequestContext = Omit<ServiceContext, "actor"> & {
  agents: AgentLink;
  environmentName: string;
  session: UserSession | null;
};

type Meta = { role: UserRole };

const trpc = initTRPC
  .context<RequestContext>()
  .meta<Meta>()
  .create({
    transformer: superjson,
    errorFormatter: ({ shape, error, ctx }) => ({ ...shape, ...describeError(error, ctx?.requestId) }),
  });

export const router = trpc.router;
export const createCallerFactory = trpc.createCallerFactory;

const withErrors = trpc.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (isAppError(cause)) throw toTrpcError(cause);
  if (result.error.code === "INTERNAL_SERVER_ERROR") {
    ctx.logger.error({ err: cause ?? result.error, requestId: ctx.requestId, path }, "procedure failed");
  }
  return result;
});

/** The only way to make a procedure: it says who may call it. */
export function procedure(role: UserRole) {
  return trpc.procedure
    .meta({ role })
    .use(withErrors)
    .use(({ ctx, next }) => {
      const { session } = ctx;
      if (!session) throw toTrpcError(new AppError("UNAUTHENTICATED", "Sign in first."));
      if (!roleIncludes(session.user.role, role)) {
        const details = { role: session.user.role, needed: role };
        throw toTrpcError(new AppError("FORBIDDEN", `This needs the role ${role}.`, { details }));
      }
      return next({ ctx: { ...ctx, session, actor: actorOf(session) } });
    });
}
