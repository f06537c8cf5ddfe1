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

/**
 * Whether a query failed because the database cannot be reached. Checks the code, not the class: bundles load separate
 * copies of Prisma's classes.
 */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof Error && "code" in error && awayCodes.includes(String(error.code));
}
