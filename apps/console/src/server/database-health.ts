import type { Db } from "@meridian/db";
import type { Logger } from "./logger.ts";

/** `host:port/name` of a database URL, fit for messages: no user, no password. */
export function describeDatabase(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || "5432"}${pathname}`;
}

export async function isDatabaseUp(db: Pick<Db, "$queryRaw">): Promise<boolean> {
  return db.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
}

export type WaitOptions = { db: Db; url: string; logger: Logger; timeoutMs: number };

/** Waits until the database answers. Throws an Error that names it, and the cause, when it does not in time. */
export async function waitForDatabase({ db, url, logger, timeoutMs }: WaitOptions): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let attempt = 1; ; attempt++) {
    try {
      await db.systemState.findUniqueOrThrow({ where: { id: 1 } });
      return;
    } catch (error) {
      if (isNotMigrated(error)) {
        throw new Error(
          `The database at ${describeDatabase(url)} is not set up: run \`npm run db:migrate\`.`,
        );
      }
      if (Date.now() >= deadline) {
        throw new Error(`The database at ${describeDatabase(url)} cannot be reached: ${reasonOf(error)}`);
      }
      if (attempt === 1)
        logger.warn(`waiting for the database at ${describeDatabase(url)}: ${reasonOf(error)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** Prisma: P2021 table does not exist, P2025 row not found. */
function isNotMigrated(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["P2021", "P2025"].includes(String(error.code));
}

/** The last line of an error's message: Prisma's tells what happened, the ones before where. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n").at(-1) ?? "unknown";
}
