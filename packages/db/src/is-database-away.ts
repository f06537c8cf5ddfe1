/** Prisma's: not reached, no answer in time, connection closed by the server, no free connection. */
const codes = ["P1001", "P1002", "P1008", "P1017", "P2024"];

/**
 * Whether a query failed because the database cannot be reached. Checks the code, not the class: bundles load separate
 * copies of Prisma's classes.
 */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
