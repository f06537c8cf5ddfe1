import type {
  ChangeTokenOwnerInput,
  CreateTokenInput,
  RevokeTokenInput,
  TokenCreated,
} from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { newId } from "@meridian/contracts/ids";
import { type ApiToken, inTransaction, nextRevision, type Tx } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { hashSecret, newSecret } from "../../secret-hash.ts";
import { appendChange } from "../../audit/index.ts";
import { getRegionOrThrow } from "../../fleet/index.ts";
import { getActiveUserOrThrow } from "../user/user-rows.ts";

const dayMs = 86_400_000;

/**
 * Creates an API token, returned once and stored hashed. A personal one belongs to who creates it. Throws NOT_FOUND for an
 * unknown owner or region, REFUSED_BY_RULE for an owner who is deactivated.
 */
export async function createToken({ ctx, input }: Verb<CreateTokenInput>): Promise<TokenCreated> {
  const token = newSecret("mat");
  const { name, kind, role, scope, regionIds, expiresInDays } = input;
  const ownerId = input.ownerId ?? ctx.actor.id;
  const createdAt = ctx.now();
  const expiresAt = new Date(createdAt.getTime() + expiresInDays * dayMs);
  const id = newId("at");
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await getActiveUserOrThrow(tx, ownerId);
    for (const regionId of regionIds) await getRegionOrThrow(tx, regionId);
    const given = { name, kind, role, scope, regionIds, ownerId, expiresAt };
    await tx.apiToken.create({
      data: { id, ...given, tokenHash: hashSecret(token), createdBy: ctx.actor.id, createdAt },
    });
    await appendChange(tx, ctx, {
      revision,
      kind: "api-token.created",
      subject: { type: "api-token", id },
      after: given,
    });
  });
  ctx.changes.wake();
  return { id, token, expiresAt };
}

/** Makes a token worthless from the next request on; one that is revoked already stays as it is. Throws NOT_FOUND. */
export async function revokeToken({ ctx, input }: Verb<RevokeTokenInput>): Promise<void> {
  const { tokenId, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const { name, role, revokedAt: since } = await getTokenOrThrow(tx, tokenId);
    if (since) return;
    const revokedAt = ctx.now();
    await tx.apiToken.update({ where: { id: tokenId }, data: { revokedAt } });
    await appendChange(tx, ctx, {
      revision,
      kind: "api-token.revoked",
      subject: { type: "api-token", id: tokenId },
      before: { name, role, revokedAt: null },
      after: { name, role, revokedAt },
      reason,
    });
  });
  ctx.changes.wake();
}

/**
 * Gives a service token another owner. Throws NOT_FOUND, and REFUSED_BY_RULE for a personal token and for an owner who is
 * deactivated.
 */
export async function changeTokenOwner({ ctx, input }: Verb<ChangeTokenOwnerInput>): Promise<void> {
  const { tokenId, ownerId } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const token = await getTokenOrThrow(tx, tokenId);
    if (token.kind === "personal") {
      throw new AppError("REFUSED_BY_RULE", "A personal token stays its owner's.", {
        details: { rule: "personal-token" },
      });
    }
    await getActiveUserOrThrow(tx, ownerId);
    if (token.ownerId === ownerId) return;
    await tx.apiToken.update({ where: { id: tokenId }, data: { ownerId } });
    await appendChange(tx, ctx, {
      revision,
      kind: "api-token.owner-changed",
      subject: { type: "api-token", id: tokenId },
      before: { ownerId: token.ownerId },
      after: { ownerId },
    });
  });
  ctx.changes.wake();
}

async function getTokenOrThrow(tx: Tx, tokenId: string): Promise<ApiToken> {
  const token = await tx.apiToken.findUnique({ where: { id: tokenId } });
  if (token) return token;
  throw new AppError("NOT_FOUND", "There is no such API token.", { details: { tokenId } });
}
