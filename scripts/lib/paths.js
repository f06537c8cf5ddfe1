import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the checkout. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Entry points of the built apps. */
export const entryPoints = {
  console: join(root, "apps/console/dist/server.js"),
  admin: join(root, "apps/console/dist/admin.js"),
  agent: join(root, "apps/node-agent/dist/main.js"),
  traffic: join(root, "scripts/traffic/generator.js"),
};

export const consoleDir = join(root, "apps/console");
export const modelsDir = join(root, "packages/model/models");
export const migrationsDir = join(root, "packages/db/prisma/migrations");

/** @typedef {ReturnType<typeof layoutOf>} Layout */

/**
 * Where a local system keeps its things.
 * @param {string} dataDir
 */
export function layoutOf(dataDir) {
  const base = resolve(dataDir);
  return {
    base,
    postgres: join(base, "postgres"),
    secrets: join(base, "secrets"),
    agents: join(base, "agents"),
    logs: join(base, "logs"),
    lock: join(base, "launcher.json"),
    processes: join(base, "processes.json"),
  };
}
