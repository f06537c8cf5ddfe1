import { AppError } from "@meridian/contracts/errors";
import { Prisma, type Db } from "@meridian/db";

const windowMs = 60_000;

/** At most `max` tries a minute under a key, which names the limit and what it counts. */
export type TryLimit = { key: string; max: number };

/**
 * Counts a try before it is made, so that tries at the same time cannot all pass. Throws OVERLOADED, with the time to wait,
 * for the first limit that is reached; the limits behind it do not count the try.
 */
export async function countTry(db: Db, limits: readonly TryLimit[], now: Date): Promise<void> {
  for (const { key, max } of limits) {
    const { count, beganAtMs } = await countOne(db, key, now.getTime());
    if (count <= max) continue;
    throw new AppError("OVERLOADED", "Too many tries. Wait a minute, then try again.", {
      details: { retryAfterMs: Math.max(1000, beganAtMs + windowMs - now.getTime()) },
    });
  }
}

/** A try that succeeded does not count. */
export async function takeBackTry(db: Db, limits: readonly TryLimit[]): Promise<void> {
  const keys = limits.map(({ key }) => key);
  await db.rateLimit.updateMany({
    where: { key: { in: keys }, count: { gt: 0 } },
    data: { count: { decrement: 1 } },
  });
}

/** The window begins with its first try and is not prolonged by those after it. */
async function countOne(db: Db, key: string, nowMs: number): Promise<{ count: number; beganAtMs: number }> {
  const now = BigInt(nowMs);
  const isOver = Prisma.sql`rate_limits.last_request <= ${now - BigInt(windowMs)}`;
  const [row] = await db.$queryRaw<{ count: number; last_request: bigint }[]>(Prisma.sql`
    INSERT INTO rate_limits (id, key, count, last_request)
    VALUES (${key}, ${key}, 1, ${now})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN ${isOver} THEN 1 ELSE rate_limits.count + 1 END,
      last_request = CASE WHEN ${isOver} THEN ${now} ELSE rate_limits.last_request END
    RETURNING count, last_request`);
  return { count: row?.count ?? 1, beganAtMs: Number(row?.last_request ?? now) };
}
