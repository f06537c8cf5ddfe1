import {
  type ApiKeyCreated,
  apiKeysMax,
  type CreateApiKeyInput,
  type RevokeApiKeyInput,
  type UpdateApiKeyInput,
} from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { newId } from "@meridian/contracts/ids";
import { apiKeyPrefix } from "@meridian/contracts/wire";
import { type ApiKey, inTransaction, nextRevision, type Tx } from "@meridian/db";
import { appendChange } from "../../audit/index.ts";
import type { Verb } from "../../context.ts";
import { getRegionOrThrow } from "../../fleet/index.ts";
import { hashSecret, newSecret } from "../../secret-hash.ts";

const dayMs = 86_400_000;
/** `mak_` and six characters: enough to tell keys apart, and of 256 bits 220 stay unknown. */
const prefixLength = 10;

/** Keys that gateways know. */
export const activeKeys = { revokedAt: null, expiredAt: null } as const;

/**
 * Makes an API key, returned once and stored hashed. Throws NOT_FOUND for an unknown region, REFUSED_BY_RULE when there are
 * as many as gateways can be told of.
 */
export async function createApiKey({ ctx, input }: Verb<CreateApiKeyInput>): Promise<ApiKeyCreated> {
  const key = newSecret(apiKeyPrefix);
  const { expiresInDays, ...limits } = input;
  const createdAt = ctx.now();
  const expiresAt = expiresInDays === null ? null : new Date(createdAt.getTime() + expiresInDays * dayMs);
  const id = newId("ak");
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    if ((await tx.apiKey.count({ where: activeKeys })) >= apiKeysMax) {
      const details = { rule: "api-keys-max", limit: apiKeysMax };
      throw new AppError("REFUSED_BY_RULE", `There are ${apiKeysMax} API keys: revoke one first.`, {
        details,
      });
    }
    for (const regionId of limits.regionIds) await getRegionOrThrow(tx, regionId);
    const prefix = key.slice(0, prefixLength);
    await tx.apiKey.create({
      data: {
        id,
        ...limits,
        prefix,
        keyHash: hashSecret(key),
        createdBy: ctx.actor.id,
        createdAt,
        expiresAt,
      },
    });
    const subject = { type: "api-key", id };
    await appendChange(tx, ctx, {
      revision,
      kind: "api-key.created",
      subject,
      after: { ...limits, expiresAt },
    });
  });
  ctx.changes.wake();
  return { id, key, expiresAt };
}

/** Changes a key's name or limits; what is left out stays. Throws NOT_FOUND, and REFUSED_BY_RULE for one that has ended. */
export async function updateApiKey({ ctx, input }: Verb<UpdateApiKeyInput>): Promise<void> {
  const { keyId: id, ...given } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const key = await getApiKeyOrThrow(tx, id);
    if (key.revokedAt || key.expiredAt) {
      const details = { rule: "api-key-active" };
      throw new AppError("REFUSED_BY_RULE", "This API key has ended: make another.", { details });
    }
    for (const regionId of given.regionIds ?? []) await getRegionOrThrow(tx, regionId);
    const before = limitsOf(key);
    const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const after = { ...before, ...changed };
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    await tx.apiKey.update({ where: { id }, data: changed });
    const subject = { type: "api-key", id };
    await appendChange(tx, ctx, { revision, kind: "api-key.updated", subject, before, after });
  });
  ctx.changes.wake();
}

/** Gateways forget it with their next snapshot; one that is revoked already stays as it is. Throws NOT_FOUND. */
export async function revokeApiKey({ ctx, input }: Verb<RevokeApiKeyInput>): Promise<void> {
  const { keyId: id, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const { name, revokedAt: since } = await getApiKeyOrThrow(tx, id);
    if (since) return;
    const revokedAt = ctx.now();
    await tx.apiKey.update({ where: { id }, data: { revokedAt } });
    await appendChange(tx, ctx, {
      ...{ revision, kind: "api-key.revoked", subject: { type: "api-key", id } },
      ...{ before: { name, revokedAt: null }, after: { name, revokedAt }, reason },
    });
  });
  ctx.changes.wake();
}

function limitsOf(key: ApiKey) {
  const { name, scopes, priorities, deadlineMsMax, requestsPerSecond, addressesPerDay, regionIds } = key;
  return { name, scopes, priorities, deadlineMsMax, requestsPerSecond, addressesPerDay, regionIds };
}

async function getApiKeyOrThrow(tx: Tx, keyId: string): Promise<ApiKey> {
  const key = await tx.apiKey.findUnique({ where: { id: keyId } });
  if (key) return key;
  throw new AppError("NOT_FOUND", "There is no such API key.", { details: { keyId } });
}
