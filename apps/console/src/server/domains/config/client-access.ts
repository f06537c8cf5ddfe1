import type { Tx } from "@meridian/db";
import { z } from "zod";

const key = "clientAccess";

const ClientAccess = z.object({
  /** Gateways refuse requests without a valid API key. */
  asksForKeys: z.boolean(),
  /** The last change of it. */
  actor: z.object({ type: z.enum(["user", "token", "agent", "system"]), id: z.string() }),
  reason: z.string(),
  since: z.coerce.date(),
});
export type ClientAccess = z.infer<typeof ClientAccess>;

/** Null until somebody changes it: then gateways ask for no key. */
export async function loadClientAccess(db: Pick<Tx, "setting">): Promise<ClientAccess | null> {
  const row = await db.setting.findUnique({ where: { key } });
  return row && ClientAccess.parse(row.value);
}

export async function saveClientAccess(tx: Tx, access: ClientAccess): Promise<void> {
  const value = JSON.parse(JSON.stringify(access)) as object;
  await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
}
