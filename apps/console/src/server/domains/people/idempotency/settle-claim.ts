import { Prisma } from "@meridian/db";
import type { Verb } from "../../context.ts";
import type { Claim } from "./claim-key.ts";

/** Keeps what a request was answered, for the same request again. */
export async function keepAnswer({ ctx, input }: Verb<{ claim: Claim; answer: string }>): Promise<void> {
  const { claim, answer } = input;
  await ctx.db.idempotentAnswer.updateMany({ where: claim, data: { answer } });
}

/** Lets a request that failed be sent again under its key. */
export async function freeKey({ ctx, input: claim }: Verb<Claim>): Promise<void> {
  await ctx.db.idempotentAnswer.deleteMany({ where: { ...claim, answer: { equals: Prisma.DbNull } } });
}
