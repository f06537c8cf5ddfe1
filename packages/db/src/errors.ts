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
