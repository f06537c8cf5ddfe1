// npm run migration -w @meridian/db -- <name>: writes the migration from the newest one up to schema.prisma.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultMigrationsDir } from "../default-migrations-dir.ts";
import { removeEmbeddedPostgres, startEmbeddedPostgres } from "../embedded-postgres.ts";
import { diffToSchema } from "./schema-engine.ts";

const name = process.argv[2];
if (name === undefined || !/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write("Usage: npm run migration -w @meridian/db -- <name_in_snake_case>\n");
  process.exit(2);
}

const migrationsDir = defaultMigrationsDir();
const scratchDir = await mkdtemp(join(tmpdir(), "meridian-migration-"));
const dataDir = join(scratchDir, "postgres");
try {
  const { url } = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const sql = await diffToSchema({ url, migrationsDir });
  process.stdout.write(sql === null ? "The migrations lead to schema.prisma already.\n" : await write(sql));
} finally {
  await removeEmbeddedPostgres(dataDir);
  await rm(scratchDir, { recursive: true });
}

async function write(sql: string): Promise<string> {
  const timestamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const dir = join(migrationsDir, `${timestamp}_${name}`);
  await mkdir(dir);
  await writeFile(join(dir, "migration.sql"), sql);
  return `Wrote ${dir}. Read it, and add what schema.prisma cannot say.\n`;
}
