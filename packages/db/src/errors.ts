/** What can be wrong with the database before the first query. */
export type DatabaseErrorCode =
  | "bad-migrations-folder"
  | "migration-changed"
  | "migration-unfinished"
  | "migration-failed"
  | "database-newer"
  | "server-unsupported"
  | "server-version"
  | "server-password"
  | "server-start"
  | "server-stop";

/** Thrown by migrations and by the embedded server. The message is written for the person at the terminal. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;

  constructor(code: DatabaseErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "DatabaseError";
    this.code = code;
  }
}

/** Prisma's: not reached, no answer in time, connection closed by the server, no free connection. */
const awayCodes = ["P1001", "P1002", "P1008", "P1017", "P2024"];
/** PostgreSQL's: connection lost, out of memory, disk or connections, given up for its time, stopping or starting. */
const passingStates = /^(08|53|57014|57P0|55P03)/;

/**
 * Whether a query failed because the database cannot be reached, or cannot do it now: it may be repeated. Checks codes,
 * not classes: bundles load separate copies of Prisma's classes.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return awayCodes.includes(String(error.code)) || passingStates.test(stateOf(error) ?? "");
}

/** SQLSTATE of what PostgreSQL refused. */
function stateOf(error: Error): string | undefined {
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } };
  return meta?.driverAdapterError?.cause?.originalCode;
}
