import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultMigrationsDir } from "./default-migrations-dir.ts";
import { migrate } from "./migrate.ts";
import { createTestDatabase, type TestDatabase } from "./testing/index.ts";

let database: TestDatabase;
let earlierDir = "";
beforeAll(async () => {
  database = await createTestDatabase({ isMigrated: false });
  earlierDir = await mkdtemp(join(tmpdir(), "migrations-"));
  const all = await readdir(defaultMigrationsDir(), { withFileTypes: true });
  for (const { name } of all.filter((one) => one.isDirectory() && one.name < "20261129143000")) {
    await cp(join(defaultMigrationsDir(), name), join(earlierDir, name), { recursive: true });
  }
  await migrate({ url: database.url, migrationsDir: earlierDir });
});
afterAll(async () => {
  await rm(earlierDir, { recursive: true });
  await database.drop();
});

test("tokens become personal, of the person at the beginning of their chain; agents trust the host they have", async () => {
  const { db } = database;
  await db.$executeRaw`
    INSERT INTO api_tokens (id, name, role, token_hash, created_by)
    VALUES ('at_1', 'first', 'admin', 'h1', 'user-1'), ('at_2', 'of the first', 'admin', 'h2', 'at_1'),
      ('at_3', 'of the second', 'viewer', 'h3', 'at_2')`;
  await db.$executeRaw`
    INSERT INTO regions (id, name, label, latitude, longitude) VALUES ('rg_1', 'cn-east', 'Shanghai', 31, 121)`;
  await db.$executeRaw`
    INSERT INTO agents (id, region_id, role, name, advertised_url, credential_hash)
    VALUES ('ag_1', 'rg_1', 'gateway', 'a', 'http://10.0.0.5:8080', 'c1'),
      ('ag_2', 'rg_1', 'gateway', 'b', 'https://[fd12::9]:8443', 'c2'),
      ('ag_3', 'rg_1', 'gateway', 'c', 'http://gpu-7.example.com', 'c3')`;
  await migrate({ url: database.url, migrationsDir: defaultMigrationsDir() });
  const tokens = await db.apiToken.findMany({ orderBy: { id: "asc" } });
  expect(tokens.map(({ kind, scope, regionIds, ownerId }) => ({ kind, scope, regionIds, ownerId }))).toEqual(
    tokens.map(() => ({ kind: "personal", scope: "all", regionIds: [], ownerId: "user-1" })),
  );
  const agents = await db.agent.findMany({ orderBy: { id: "asc" } });
  expect(agents.map(({ trustedHost }) => trustedHost)).toEqual(["10.0.0.5", "fd12::9", "gpu-7.example.com"]);
});
