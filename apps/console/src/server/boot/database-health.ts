import { AppError, isAppError } from "@meridian/contracts/errors";
import { within } from "@meridian/contracts/wait";
import { type Db, findSchemaProblem, isDatabaseAway, type SchemaProblem } from "@meridian/db";
import type { Logger } from "./logger.ts";

const retryMs = 1000;
/** Who asks whether it is up waits a second at most, as balancers and kubelet do. */
const answerMsMax = 800;
const underWay = new WeakMap<object, Promise<unknown>>();

/** `host:port/name` of a database URL, fit for messages: no user, no password. */
export function describeDatabase(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || "5432"}${pathname}`;
}

/**
 * Whether it answers now: one that takes its time counts as away. All who ask at once share one question, so that many of them
 * take no connections from others while it hangs.
 */
export async function isDatabaseUp(db: Pick<Db, "$queryRaw">): Promise<boolean> {
  const question = underWay.get(db) ?? ask(db);
  underWay.set(db, question);
  return within({ ms: answerMsMax, what: "the database" }, () => question).then(
    () => true,
    () => false,
  );
}

async function ask(db: Pick<Db, "$queryRaw">): Promise<void> {
  try {
    await db.$queryRaw`SELECT 1`;
  } finally {
    underWay.delete(db);
  }
}

export type WaitOptions = { db: Db; url: string; logger: Logger; timeoutMs: number };

/**
 * Waits until the database answers. Throws AppError, naming the database: REFUSED_BY_RULE when its tables are not those
 * that this console was built for, UNAVAILABLE when it does not answer in time.
 */
export async function waitForDatabase({ db, url, logger, timeoutMs }: WaitOptions): Promise<void> {
  const name = `The database at ${describeDatabase(url)}`;
  const deadline = performance.now() + timeoutMs;
  for (let attempt = 1; ; attempt++) {
    try {
      // Counts no column, so that it works on older tables too; and Prisma tells why it does not better than of raw SQL.
      await db.systemState.count().catch(ignoreMissing);
      const problem = await findSchemaProblem(db);
      if (problem) throw new AppError("REFUSED_BY_RULE", `${name} ${schemaSentence(problem)}`);
      return;
    } catch (cause) {
      if (isAppError(cause)) throw cause;
      const message = `${name} cannot be ${isDatabaseAway(cause) ? "reached" : "used"}: ${reasonOf(cause)}`;
      if (performance.now() >= deadline) throw new AppError("UNAVAILABLE", message, { cause });
      if (attempt === 1) logger.warn(`${message}; retrying`);
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

/** Prisma: P2021 table does not exist. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "P2021")) throw error;
}

function schemaSentence(problem: SchemaProblem): string {
  if (problem.kind === "none") return "is not set up: run `npm run db:migrate`.";
  const names = problem.migrations.join(", ");
  return problem.kind === "older"
    ? `is older than this console and lacks ${names}: run \`npm run db:migrate\`.`
    : `is newer than this console and holds ${names}: run the newer release, or restore a backup made before it.`;
}

/** The last line of an error's message, without its full stop: Prisma's tells what happened, the ones before where. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n").at(-1)?.replace(/\.$/, "") ?? "unknown";
}
