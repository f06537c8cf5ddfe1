import type { CreateTokenInput, TokenCreated } from "@meridian/contracts/api";
import { newId } from "@meridian/contracts/ids";
import { inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { hashSecret, newSecret } from "../../secret-hash.ts";
import { appendChange } from "../../audit/index.ts";

const dayMs = 86_400_000;

/** Creates an API token, returned once and stored hashed. Only administrators may, so no token exceeds its maker's role. */
export async function createToken({ ctx, input }: Verb<CreateTokenInput>): Promise<TokenCreated> {
  const token = newSecret("mat");
  const { name, role, expiresInDays } = input;
  const createdAt = ctx.now();
  const expiresAt = expiresInDays === null ? null : new Date(createdAt.getTime() + expiresInDays * dayMs);
  const id = newId("at");
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await tx.apiToken.create({
      data: { id, name, role, tokenHash: hashSecret(token), createdBy: ctx.actor.id, createdAt, expiresAt },
    });
    await appendChange(tx, ctx, {
      revision,
      kind: "api-token.created",
      subject: { type: "api-token", id },
      after: { name, role, expiresAt },
    });
  });
  ctx.changes.wake();
  return { id, token, expiresAt };
}
