import { AppError } from "@meridian/contracts/errors";
import type { ApiToken, Db } from "@meridian/db";
import { hashSecret } from "../../secret-hash.ts";
import type { Caller } from "../user/resolve-session.ts";
import { effectiveRegionsOf, effectiveRoleOf } from "./token-owner.ts";

const usedAtStepMs = 60_000;

/** The caller behind an API token, read from the database each time. Throws UNAUTHENTICATED when it is not valid. */
export async function resolveToken(db: Db, secret: string, now: Date): Promise<Caller> {
  const token = await db.apiToken.findUnique({ where: { tokenHash: hashSecret(secret) } });
  if (!token) throw refusal("This API token is unknown.");
  if (token.revokedAt) throw refusal(`This API token was revoked at ${token.revokedAt.toISOString()}.`);
  if (token.expiresAt <= now) {
    throw refusal(`This API token expired at ${token.expiresAt.toISOString()}.`);
  }
  const owner = await db.user.findUnique({ where: { id: token.ownerId } });
  const role = effectiveRoleOf(token, owner);
  if (role === null) throw refusal("The owner of this API token is deactivated.");
  await recordUse(db, token, now);
  const { id, scope } = token;
  const regions = effectiveRegionsOf(token, owner);
  return { role, regions, actor: { type: "token", id }, session: null, token: { scope } };
}

/** Hashes of all tokens that are neither revoked nor expired. */
export async function listTokenHashes(db: Db, now: Date): Promise<string[]> {
  const where = { revokedAt: null, expiresAt: { gt: now } };
  const tokens = await db.apiToken.findMany({ where, select: { tokenHash: true } });
  return tokens.map(({ tokenHash }) => tokenHash);
}

/** Scripts call often: write the last use at most once a minute. */
async function recordUse(db: Db, { id, lastUsedAt }: ApiToken, now: Date): Promise<void> {
  if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < usedAtStepMs) return;
  await db.apiToken.update({ where: { id }, data: { lastUsedAt: now } });
}

function refusal(message: string): AppError {
  return new AppError("UNAUTHENTICATED", message);
}
