import type { Db } from "@meridian/db";

export type KeyUse = { keyId: string; at: Date };

/** Stores when keys were used last. An id that is no key's is nobody's. */
export async function recordKeyUse(db: Db, uses: readonly KeyUse[]): Promise<void> {
  if (uses.length === 0) return;
  await db.$executeRaw`
    UPDATE api_keys AS stored SET last_used_at = told.at
    FROM jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) AS told ("keyId" text, at timestamptz)
    WHERE stored.id = told."keyId" AND (stored.last_used_at IS NULL OR stored.last_used_at < told.at)`;
}
