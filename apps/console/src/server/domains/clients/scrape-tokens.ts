import {
  type RevokeScrapeTokenInput,
  type ScrapeTokenCreated,
  scrapeTokensMax,
  type ScrapeTokenView,
} from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { newId } from "@meridian/contracts/ids";
import { type Db, inTransaction, nextRevision } from "@meridian/db";
import { appendChange, findActorNames } from "../audit/index.ts";
import type { ServiceContext, Verb } from "../context.ts";
import { hashSecret, newSecret } from "../secret-hash.ts";

const prefixLength = 10;

/** Tokens that open `/metrics`, newest first. */
export async function listScrapeTokens(db: Db): Promise<ScrapeTokenView[]> {
  const tokens = await db.scrapeToken.findMany({
    where: { revokedAt: null },
    orderBy: { createdAt: "desc" },
  });
  const nameOf = await findActorNames(
    db,
    tokens.map(({ createdBy }) => ({ actorType: "user", actorId: createdBy })),
  );
  return tokens.map(({ id, prefix, createdBy, createdAt }) => ({
    ...{ id, prefix, createdAt },
    createdByName: nameOf({ actorType: "user", actorId: createdBy }),
  }));
}

/** sha256 of the tokens that open `/metrics`. */
export async function scrapeTokenHashes(db: Db): Promise<string[]> {
  const tokens = await db.scrapeToken.findMany({ where: { revokedAt: null }, orderBy: { id: "asc" } });
  return tokens.map(({ tokenHash }) => tokenHash);
}

/**
 * Makes a token that opens `/metrics` of every process, returned once and stored hashed. Throws REFUSED_BY_RULE when there
 * are two already.
 */
export async function createScrapeToken({ ctx }: { ctx: ServiceContext }): Promise<ScrapeTokenCreated> {
  const token = newSecret("mst");
  const id = newId("st");
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    if ((await tx.scrapeToken.count({ where: { revokedAt: null } })) >= scrapeTokensMax) {
      const details = { rule: "scrape-tokens-max", limit: scrapeTokensMax };
      const message = `There are ${scrapeTokensMax} scrape tokens: revoke the one that is not used any more.`;
      throw new AppError("REFUSED_BY_RULE", message, { details });
    }
    const prefix = token.slice(0, prefixLength);
    await tx.scrapeToken.create({
      data: { id, prefix, tokenHash: hashSecret(token), createdBy: ctx.actor.id, createdAt: ctx.now() },
    });
    const subject = { type: "scrape-token", id };
    await appendChange(tx, ctx, { revision, kind: "scrape-token.created", subject, after: { prefix } });
  });
  ctx.changes.wake();
  return { id, token };
}

/** One that is revoked already stays as it is. Throws NOT_FOUND. */
export async function revokeScrapeToken({ ctx, input }: Verb<RevokeScrapeTokenInput>): Promise<void> {
  const { tokenId: id, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const token = await tx.scrapeToken.findUnique({ where: { id } });
    if (!token)
      throw new AppError("NOT_FOUND", "There is no such scrape token.", { details: { tokenId: id } });
    if (token.revokedAt) return;
    await tx.scrapeToken.update({ where: { id }, data: { revokedAt: ctx.now() } });
    const subject = { type: "scrape-token", id };
    const { prefix } = token;
    await appendChange(tx, ctx, {
      ...{ revision, kind: "scrape-token.revoked", subject, before: { prefix }, reason },
    });
  });
  ctx.changes.wake();
}
