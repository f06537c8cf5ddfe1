import { fileURLToPath } from "node:url";

/** prisma/migrations of this package. Not for bundles: there this file is no longer where it was. */
export function defaultMigrationsDir(): string {
  return fileURLToPath(new URL("../prisma/migrations", import.meta.url));
}
