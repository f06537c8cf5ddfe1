import type { ApiTokenView, CreateTokenInput, TokenCreated } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { newId } from "@meridian/contracts/ids";
import { type Db, inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { hashSecret, newSecret } from "../../secret-hash.ts";
import { appendChange, findActorNames } from "../../audit/index.ts";

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

/** All tokens, revoked ones included, newest first. */
export async function listTokens(db: Db): Promise<ApiTokenView[]> {
  const tokens = await db.apiToken.findMany({
    omit: { tokenHash: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  // A token may have been made by a person or by another token.
  const nameOf = await findActorNames(
    db,
    tokens.flatMap(({ createdBy }) =>
      ["user", "token"].map((actorType) => ({ actorType, actorId: createdBy })),
    ),
  );
  return tokens.map(({ createdBy, ...token }) => ({
    ...token,
    createdByName: nameOf({ actorType: "user", actorId: createdBy }),
  }));
}

/** Makes a token worthless from the next request on; one that is revoked already stays as it is. Throws NOT_FOUND. */
export async function revokeToken({ ctx, input: { tokenId } }: Verb<{ tokenId: string }>): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const token = await tx.apiToken.findUnique({ where: { id: tokenId } });
    if (!token) throw new AppError("NOT_FOUND", "There is no such API token.", { details: { tokenId } });
    if (token.revokedAt) return;
    const revokedAt = ctx.now();
    await tx.apiToken.update({ where: { id: tokenId }, data: { revokedAt } });
    await appendChange(tx, ctx, {
      revision,
      kind: "api-token.revoked",
      subject: { type: "api-token", id: tokenId },
      before: { name: token.name, role: token.role, revokedAt: null },
      after: { name: token.name, role: token.role, revokedAt },
    });
  });
  ctx.changes.wake();
}
