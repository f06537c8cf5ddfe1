import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { defaultMigrationsDir } from "../default-migrations-dir.ts";
import { removeEmbeddedPostgres, startEmbeddedPostgres } from "../embedded-postgres.ts";
import { migrate } from "../migrate.ts";

export const templateName = "meridian_template";

export type TestPostgres = { url: string; stop(): Promise<void> };

/** A crash may lose everything: no test outlives its server. */
const unsafeSettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** A PostgreSQL in a temporary folder, with a migrated template for createTestDatabase. `stop()` deletes it. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dir = await mkdtemp(join(tmpdir(), "meridian-test-"));
  await chmod(dir, 0o711);
  const dataDir = join(dir, "postgres");
  const stop = async () => {
    await removeEmbeddedPostgres(dataDir);
    await rm(dir, { recursive: true });
  };
  try {
    const { url } = await startEmbeddedPostgres({ dataDir, settings: unsafeSettings, log: () => undefined });
    await createTemplate(url);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${templateName}`);
  await client.end();
  const template = new URL(url);
  template.pathname = templateName;
  await migrate({ url: template.href, migrationsDir: defaultMigrationsDir() });
}
