import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { createDatabase, type Db } from "../client.ts";
import { templateName } from "./start-test-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    testPostgresUrl: string;
  }
}

export type TestDatabase = { url: string; db: Db; drop(): Promise<void> };

/**
 * A database of its own, migrated and otherwise empty, on the run's server
 * (`globalSetup: ["@meridian/db/testing/setup"]`) or on the one at `serverUrl`.
 */
export async function createTestDatabase({
  serverUrl = inject("testPostgresUrl"),
  isMigrated = true,
} = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await execute(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${isMigrated ? templateName : "template0"}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  const db = createDatabase({ url: url.href });
  return {
    url: url.href,
    db,
    drop: async () => {
      await db.close();
      await execute(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
