import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the checkout. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Entry points of the built apps. */
export const entryPoints = {
  console: join(root, "apps/console/dist/server.js"),
  admin: join(root, "apps/console/dist/admin.js"),
  agent: join(root, "apps/node-agent/dist/main.js"),
  traffic: join(root, "scripts/traffic/generator.ts"),
};

export const consoleDir = join(root, "apps/console");
export const adminSource = join(consoleDir, "src/admin/main.ts");
/** The database client, which `turbo run generate` makes. */
export const generatedClient = join(root, "packages/db/src/generated/client.ts");
export const modelsDir = join(root, "packages/model/models");
export const migrationsDir = join(root, "packages/db/prisma/migrations");

export type Layout = ReturnType<typeof layoutOf>;

/**
 * Where a local system keeps its things. Agents belong to the database that enrolled them.
 * @param databaseUrl of a server that is not the embedded one
 */
export function layoutOf(dataDir: string, databaseUrl?: string) {
  const base = resolve(dataDir);
  const owner = databaseUrl ? `-${createHash("sha256").update(databaseUrl).digest("hex").slice(0, 8)}` : "";
  return {
    base,
    postgres: join(base, "postgres"),
    secrets: join(base, "secrets"),
    agents: join(base, `agents${owner}`),
    logs: join(base, "logs"),
    lock: join(base, "launcher.json"),
    processes: join(base, "processes.json"),
  };
}
