import { middlewareMarker } from "@trpc/server/unstable-core-do-not-import";
import superjson from "superjson";
import type { ServiceContext } from "../domains/context.ts";
import { assertNotCarriedOut } from "../domains/audit/index.ts";
import {
  claimKey,
  freeKey,
  hashRequest,
  keepAnswer,
  openAnswer,
  sealAnswer,
} from "../domains/people/index.ts";

type Call<Result> = {
  ctx: ServiceContext & { answersSecret: string; reply: { isReplayed: boolean } };
  type: "query" | "mutation" | "subscription";
  path: string;
  meta?: { isRepeatable?: boolean } | undefined;
  getRawInput: () => Promise<unknown>;
  next: () => Promise<Result>;
};
type Answered = { ok: true; data: unknown; marker: typeof middlewareMarker };
type Failed = { ok: false };

/**
 * Carries out a mutation with an Idempotency-Key once: the same request again gets the same answer. A failure frees the key.
 * A middleware, so that tRPC and REST share it.
 */
export async function carryOutOnce<Result extends Answered | Failed>(
  call: Call<Result>,
): Promise<Result | Answered> {
  const { ctx, type, path, meta, getRawInput, next } = call;
  const key = ctx.idempotencyKey;
  if (type !== "mutation" || key === undefined || meta?.isRepeatable) return next();
  const seal = { secret: ctx.answersSecret, key };
  const input = await getRawInput();
  // A dry run changes nothing, and its answer is of its moment: the key stays free for the change itself.
  if (isDryRun(input)) return next();
  const requestHash = hashRequest({ path, input: input ?? null }, ctx.answersSecret);
  const claimed = await claimKey({ ctx, input: { key, requestHash } });
  if ("answer" in claimed) {
    ctx.reply.isReplayed = true;
    return { ok: true, marker: middlewareMarker, data: superjson.parse(openAnswer(claimed.answer, seal)) };
  }
  const { claim } = claimed;
  // Its answer was lost with the process or the connection that committed it. Carried out again it would rest on an
  // old revision, and be refused as if somebody else had been faster.
  await assertNotCarriedOut(ctx.db, key).catch(async (error: unknown) => {
    await freeKey({ ctx, input: claim });
    throw error;
  });
  const result = await next();
  const settled = result.ok
    ? keepAnswer({ ctx, input: { claim, answer: sealAnswer(superjson.stringify(result.data), seal) } })
    : freeKey({ ctx, input: claim });
  // The mutation has committed or failed already. If this fails, a repetition gets CONFLICT instead of the answer.
  await settled.catch((error: unknown) => {
    ctx.logger.error({ err: error, requestId: ctx.requestId, path }, "idempotent answer not stored");
  });
  return result;
}

/** Whether an input only asks what would be. */
export function isDryRun(input: unknown): boolean {
  return typeof input === "object" && input !== null && "dryRun" in input && input.dryRun === true;
}
