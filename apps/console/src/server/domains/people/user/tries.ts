import { AppError } from "@meridian/contracts/errors";
import { Prisma, type Db } from "@meridian/db";

const windowMs = 60_000;
const triesMax = 10;

/**
 * Counts tries at a signed-in person's own password: better-auth counts only sign-ins, so whoever finds a page open could
 * guess without end. Throws OVERLOADED beyond ten a minute.
 */
export async function countPasswordTry(db: Db, userId: string, now: Date): Promise<void> {
  const key = `change-password|${userId}`;
  const nowMs = BigInt(now.getTime());
  const [row] = await db.$queryRaw<{ count: number }[]>(Prisma.sql`
    INSERT INTO rate_limits (id, key, count, last_request)
    VALUES (${key}, ${key}, 1, ${nowMs})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN rate_limits.last_request <= ${nowMs - BigInt(windowMs)} THEN 1 ELSE rate_limits.count + 1 END,
      last_request = CASE
        WHEN rate_limits.last_request <= ${nowMs - BigInt(windowMs)} THEN ${nowMs}
        ELSE rate_limits.last_request
      END
    RETURNING count`);
  if (row && row.count > triesMax) {
    throw new AppError("OVERLOADED", "Too many tries. Wait a minute, then try again.");
  }
}
