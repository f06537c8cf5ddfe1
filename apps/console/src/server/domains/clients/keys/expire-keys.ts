import { inTransaction, nextRevision } from "@meridian/db";
import { holdsLease, type Lease } from "../../../loops/lease.ts";
import { type Loop, loopContext, type LoopHost, startLeasedLoop } from "../../../loops/loop.ts";
import { appendChange } from "../../audit/index.ts";
import type { ServiceContext } from "../../context.ts";

const name = "api-keys";

/** Ends API keys at their time: by the database's clock, since no agent's is trusted. */
export function startApiKeyLoop(host: LoopHost): Loop {
  return startLeasedLoop(host, {
    ...{ name, everyMs: 2000, leaseMs: 10_000 },
    tick: (lease) => expireApiKeys(loopContext(host, name), lease),
  });
}

/** Each is a change: with it gateways forget the key. */
export async function expireApiKeys(ctx: ServiceContext, lease: Lease): Promise<void> {
  const now = ctx.now();
  const due = { revokedAt: null, expiredAt: null, expiresAt: { lte: now } };
  const keys = await ctx.db.apiKey.findMany({ where: due, select: { id: true }, orderBy: { id: "asc" } });
  for (const { id } of keys) {
    await inTransaction(ctx.db, async (tx) => {
      if (!(await holdsLease(tx, lease))) return;
      const revision = await nextRevision(tx);
      const { count } = await tx.apiKey.updateMany({ where: { id, ...due }, data: { expiredAt: now } });
      if (count === 0) return;
      const subject = { type: "api-key", id };
      await appendChange(tx, ctx, { revision, kind: "api-key.expired", subject });
    });
  }
  if (keys.length > 0) ctx.changes.wake();
}
