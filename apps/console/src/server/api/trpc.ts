import { AppError, isAppError } from "@meridian/contracts/errors";
import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";
import type { AgentLink } from "../domains/agent-link.ts";
import type { ServiceContext } from "../domains/context.ts";
import type { ConsoleAddress } from "../domains/fleet/index.ts";
import type { ModelFolders } from "../domains/model/index.ts";
import type { Caller } from "../domains/people/index.ts";
import { getBulkhead } from "./bulkhead.ts";
import { carryOutOnce } from "./carry-out-once.ts";
import { describeError, toTrpcError } from "./error-mapping.ts";
import { isDryRun, regionRefusal } from "./region-rule.ts";
import { strictInput } from "./strict-input.ts";
import { readyAnswer, transformer } from "./ready-answers.ts";
import { tokenRefusal } from "./token-rule.ts";
import type { Touches } from "./touched-regions.ts";

/** The context of a request before authentication. */
export type RequestContext = Omit<ServiceContext, "actor"> & {
  agents: AgentLink;
  modelFolders: ModelFolders;
  environmentName: string;
  /** The URL by which people and agents reach the console. */
  baseUrl: string;
  /** Where the console listens. */
  consoleAt: ConsoleAddress;
  caller: Caller | null;
  /** Encrypts stored answers of requests with an Idempotency-Key. */
  answersSecret: string;
  /** What the answer says beside its body. */
  reply: { isReplayed: boolean; isBatched?: boolean };
};

/** The route of a procedure under /api/v1; `{name}` in the path is a field of its input. */
export type RestRoute = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: `/${string}`;
  summary: string;
  /** Path of what it makes, from fields of its answer: it is answered with 201 and Location. */
  makes?: `/${string}`;
  /** Fields of a list's entries by which it can be narrowed. */
  filters?: readonly string[];
  /** The failure that an output tells of, and its status; null: it is a success. */
  refusalIn?: (output: unknown) => { error: AppError; status: number } | null;
};

export type Meta = {
  role: UserRole;
  rest?: RestRoute;
  /** Of a mutation: who is limited to regions may not touch others. */
  touches?: Touches;
  /** Concerns the signed-in person: not for tokens. */
  isPersonal?: boolean;
  /** Changes nothing: a repetition is carried out again, so that its answer, with address text, is never stored. */
  isRepeatable?: boolean;
  /** Whoever asks waits for one run for all of them: to wait for it takes no place of theirs from what else they ask. */
  isShared?: boolean;
  /** Takes `dryRun`: who may not make it may try it, which is reading, and is told that they may not. */
  isTriable?: boolean;
};

const trpc = initTRPC
  .context<RequestContext>()
  .meta<Meta>()
  .create({
    transformer,
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

/** Of a procedure that takes nothing. */
const Nothing = z.strictObject({}).optional();

/** Refuses unknown fields, also those of a procedure that declares no input. */
function strictly<
  Builder extends {
    input: (schema: never) => unknown;
    query: (resolve: never) => unknown;
    mutation: (resolve: never) => unknown;
    output: (schema: never) => unknown;
  },
>(builder: Builder): Builder {
  const bare = builder as unknown as { input: (schema: z.ZodType) => Builder };
  const empty = () => bare.input(Nothing);
  return {
    ...builder,
    input: (schema: z.ZodType) => bare.input(strictInput(schema)),
    output: (schema: never) => empty().output(schema),
    query: (resolve: never) => empty().query(resolve),
    mutation: (resolve: never) => empty().mutation(resolve),
  };
}

/** What the client's pages of a list say beside the cursor, and no procedure asks for: strict inputs would refuse it. */
function withoutDirection(input: unknown): unknown {
  if (typeof input !== "object" || input === null || !("direction" in input)) return input;
  const { direction, ...rest } = input;
  return direction === "forward" ? rest : input;
}

/** The only way to make a procedure, so that each declares its role, its route under /api/v1, and the regions that it touches. */
export function procedure(
  role: UserRole,
  rest?: RestRoute,
  {
    isRepeatable,
    isShared,
    isTriable,
    touches,
  }: Pick<Meta, "isRepeatable" | "isShared" | "isTriable" | "touches"> = {},
) {
  const more = {
    ...(isRepeatable && { isRepeatable }),
    ...(isShared && { isShared }),
    ...(isTriable && { isTriable }),
    ...(touches && { touches }),
  };
  return strictly(open(role, { ...(rest && { rest }), ...more }));
}

type Call = {
  caller: Caller;
  path: string;
  isMutation: boolean;
  meta: Meta;
  getRawInput: () => Promise<unknown>;
};

/** Why the caller may not: by role, by the token's scope, or by regions. */
async function refusalOf(
  db: RequestContext["db"],
  { caller, path, isMutation, meta: { role, touches }, getRawInput }: Call,
): Promise<AppError | null> {
  const { token, regions } = caller;
  if (!roleIncludes(caller.role, role)) {
    const details = { role: caller.role, needed: role };
    return new AppError("FORBIDDEN", `This needs the role ${role}.`, { details });
  }
  if (!isMutation) return null;
  return (
    (token && tokenRefusal({ token, path })) ?? (await regionRefusal({ regions, touches, db, getRawInput }))
  );
}

function open(role: UserRole, meta: Omit<Meta, "role">) {
  return trpc.procedure
    .meta({ role, ...meta })
    .use(withErrors)
    .use(async ({ ctx, path, type, getRawInput, next }) => {
      const { caller } = ctx;
      if (!caller) throw toTrpcError(new AppError("UNAUTHENTICATED", "Sign in first."));
      const call = { caller, path, isMutation: type === "mutation", meta: { role, ...meta }, getRawInput };
      const refusal = await refusalOf(ctx.db, call);
      // A body that cannot be read tries nothing: who may not is told so before anything of the input.
      const isTried = async () => isDryRun(await getRawInput().catch(() => undefined));
      if (refusal && !(meta.isTriable && (await isTried()))) throw toTrpcError(refusal);
      return next({ ctx: { ...ctx, caller, actor: caller.actor, ...(refusal && { refusal }) } });
    })
    .use(({ getRawInput, next }) => next({ getRawInput: async () => withoutDirection(await getRawInput()) }))
    .use(async ({ ctx, path, type, signal, getRawInput, next }) => {
      // What waits for agents, or for a run that all share, holds neither a connection nor the processor.
      if (meta.isRepeatable || meta.isShared) return next();
      const { actor, session } = ctx.caller;
      const name =
        type === "query" ? superjson.stringify([session?.id, path, await getRawInput()]) : undefined;
      const work = async () => {
        const result = await next();
        if (result.ok && ctx.reply.isBatched) await readyAnswer(result.data);
        return result;
      };
      return getBulkhead().run(actor.id, work, { name, signal });
    })
    .use((call) => carryOutOnce(call));
}

/** A procedure about the person who is signed in; a token has none. */
export function personProcedure(role: UserRole) {
  return strictly(
    open(role, { isPersonal: true, touches: "own" }).use(({ ctx, next }) => {
      const { session } = ctx.caller;
      if (!session) throw toTrpcError(new AppError("FORBIDDEN", "This is for people who are signed in."));
      return next({ ctx: { ...ctx, session } });
    }),
  );
}
