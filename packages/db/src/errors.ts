/** What can be wrong with the database before the first query. */
export type DatabaseErrorCode =
  | "bad-migrations-folder"
  | "migration-changed"
  | "migration-unfinished"
  | "migration-failed"
  | "database-newer"
  | "role-too-mighty"
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

/** Prisma's: not reached, no answer in time, connection closed by the server, no free connection, no transaction in time. */
const awayCodes = ["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"];
/** The driver's own words for a server that hangs: it gives them no code. */
const awayMessages = /timeout exceeded when trying to connect|connection terminated|query read timeout/i;
/** PostgreSQL's: connection lost, out of memory, disk or connections, given up for its time, stopping or starting. */
const passingStates = /^(08|53|57014|57P0|55P03)/;

/** Libraries wrap: deeper than this nobody does. */
const causesMax = 8;

/**
 * Whether a query failed because the database cannot be reached, or cannot do it now: it may be repeated. Checks codes,
 * not classes: bundles load separate copies of Prisma's classes. Looks into causes: better-auth says only that it got no session.
 */
export function isDatabaseAway(error: unknown): boolean {
  let one = error;
  for (let depth = 0; depth < causesMax && one instanceof Error; depth++, one = one.cause) {
    if (isAwayItself(one)) return true;
  }
  return false;
}

function isAwayItself(error: Error): boolean {
  if (awayMessages.test(error.message)) return true;
  if (!("code" in error)) return false;
  return awayCodes.includes(String(error.code)) || passingStates.test(stateOf(error) ?? "");
}

/** SQLSTATE of what PostgreSQL refused. */
function stateOf(error: Error): string | undefined {
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } };
  return meta?.driverAdapterError?.cause?.originalCode;
}

const hostCodes = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNRESET",
];
/** Classes of SQLSTATE: 08 connection, 28 authorization, 3D database name, 53 resources, 57 operator; 42501 privilege. */
const refusalStates = /^(08|28|3D|53|57P)|^42501$/;

/**
 * Why a server cannot be used, in a sentence with host and port and without the password; null for any other error. The
 * driver's own message is empty where a name has several addresses.
 */
export function connectionProblem(url: string, error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (!URL.canParse(url)) return "DATABASE_URL: expected postgresql://user:password@host:port/database.";
  const { host } = new URL(url);
  const code = "code" in error ? String(error.code) : "";
  if (hostCodes.includes(code)) return `No PostgreSQL answers at ${host} (${code}).`;
  const isTls = /\bSSL\b|\bTLS\b|certificate/i.test(error.message);
  if (!refusalStates.test(code) && !isTls) return null;
  return `PostgreSQL at ${host} refuses: ${error.message}${code && ` (${code})`}.`;
}
