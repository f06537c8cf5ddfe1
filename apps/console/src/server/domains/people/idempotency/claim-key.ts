import { AppError } from "@meridian/contracts/errors";
import { Prisma } from "@meridian/db";
import type { Verb } from "../../context.ts";

/** Longer than any request takes: a key without an answer after that belongs to a process that ended. */
const inProgressMaxMs = 60_000;

export type KeyedRequest = { key: string; requestHash: string };
/** A key held by the one request that is being carried out under it. */
export type Claim = { actorId: string; key: string; createdAt: Date };
export type Claimed = { claim: Claim } | { answer: string };

/**
 * Takes a key for a request, or finds what the same request was answered before. Throws CONFLICT when the key was used for
 * another request, or while the first one is in progress.
 */
export async function claimKey({ ctx, input }: Verb<KeyedRequest>): Promise<Claimed> {
  const claim = { actorId: ctx.actor.id, key: input.key, createdAt: ctx.now() };
  const { requestHash } = input;
  const { count } = await ctx.db.idempotentAnswer.createMany({
    data: { ...claim, requestHash },
    skipDuplicates: true,
  });
  if (count === 1) return { claim };
  const { actorId, key } = claim;
  const earlier = await ctx.db.idempotentAnswer.findUnique({ where: { actorId_key: { actorId, key } } });
  if (earlier && earlier.requestHash !== requestHash) {
    throw new AppError("CONFLICT", "This Idempotency-Key was used for another request.");
  }
  if (typeof earlier?.answer === "string") return { answer: earlier.answer };
  if (earlier && (await takeOver({ ctx, input: { claim, since: earlier.createdAt } }))) return { claim };
  throw new AppError("CONFLICT", "The first request with this Idempotency-Key is still in progress.", {
    details: { rule: "in-progress" },
  });
}

/** Safe: if the lost request did make a change, the unique key of its change row refuses a second one. */
async function takeOver({ ctx, input }: Verb<{ claim: Claim; since: Date }>): Promise<boolean> {
  const { claim, since } = input;
  if (claim.createdAt.getTime() - since.getTime() < inProgressMaxMs) return false;
  const { actorId, key, createdAt } = claim;
  const { count } = await ctx.db.idempotentAnswer.updateMany({
    where: { actorId, key, createdAt: since, answer: { equals: Prisma.DbNull } },
    data: { createdAt },
  });
  return count === 1;
}

/** Keeps what a request was answered, for the same request again. */
export async function keepAnswer({ ctx, input }: Verb<{ claim: Claim; answer: string }>): Promise<void> {
  const { claim, answer } = input;
  await ctx.db.idempotentAnswer.updateMany({ where: claim, data: { answer } });
}

/** Lets a request that failed be sent again under its key. */
export async function freeKey({ ctx, input: claim }: Verb<Claim>): Promise<void> {
  await ctx.db.idempotentAnswer.deleteMany({ where: { ...claim, answer: { equals: Prisma.DbNull } } });
}
