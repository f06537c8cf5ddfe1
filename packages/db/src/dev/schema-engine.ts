import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";

/** Missing in Node's types. */
declare const WebAssembly: {
  instantiate(
    code: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

const schemaFile = fileURLToPath(new URL("../../prisma/schema.prisma", import.meta.url));

/**
 * The SQL that leads from the migrations to schema.prisma, null when they agree. The migrations are replayed in the
 * database at `url`, which must be empty. For development and tests only.
 */
export async function diffToSchema(options: { url: string; migrationsDir: string }): Promise<string | null> {
  const engine = await createSchemaEngine(options.url);
  const schema = { path: schemaFile, content: await readFile(schemaFile, "utf8") };
  const { exitCode, stdout } = await engine.diff({
    from: { tag: "migrations", ...(await listMigrations(options.migrationsDir)) },
    to: { tag: "schemaDatamodel", files: [schema] },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return exitCode === 0 ? null : stdout;
}

/** Prisma's own engine as WebAssembly; its package leaves the loading to bundlers. */
async function createSchemaEngine(url: string): Promise<engineModule.SchemaEngine> {
  const wasmUrl = new URL("./schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm"));
  const { instance } = await WebAssembly.instantiate(await readFile(wasmUrl), {
    "./schema_engine_bg.js": engineModule,
  });
  engineModule.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const postgres = new PrismaPg({ connectionString: url });
  const connect = async () => repaired(await postgres.connect());
  const adapter = bindMigrationAwareSqlAdapterFactory({
    provider: postgres.provider,
    adapterName: postgres.adapterName,
    connect,
    connectToShadowDb: connect,
  });
  return engineModule.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
}

type Query = (...args: unknown[]) => Promise<{ fields?: { dataTypeID: number }[]; rows: object }>;

/**
 * Makes up for two faults of the adapter: it refuses columns of type "char" (18), which the catalog has, and cuts
 * scripts at every semicolon, also those inside a function. Gone with the adapter version that has neither.
 */
function repaired<Adapter extends Awaited<ReturnType<PrismaPg["connect"]>>>(adapter: Adapter): Adapter {
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool) as Query;
  const queryRaw = adapter.queryRaw.bind(adapter);
  const charColumns = new WeakMap<object, { dataTypeID: number }[]>();
  const queryCharAsText: Query = async (...args) => {
    const result = await query(...args);
    const { fields = [], rows } = result;
    charColumns.set(
      rows,
      fields.map((field) => ({ ...field })),
    );
    for (const field of fields) if (field.dataTypeID === 18) field.dataTypeID = 25;
    return result;
  };
  Object.assign(pool, { query: queryCharAsText });
  return Object.assign(adapter, {
    executeScript: async (script: string) => void (await query(script)),
    queryRaw: async (statement: Parameters<typeof queryRaw>[0]) => {
      const result = await queryRaw(statement);
      charColumns.get(result.rows)?.forEach(({ dataTypeID }, column) => {
        if (dataTypeID === 18) result.columnTypes[column] = ColumnTypeEnum.Character;
      });
      return result;
    },
  });
}

async function listMigrations(baseDir: string): Promise<MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (path) => {
      const value = await readFile(join(baseDir, path, "migration.sql"), "utf8");
      return { path, migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value } } };
    }),
  );
  const lockfile = "migration_lock.toml";
  const content = await readFile(join(baseDir, lockfile), "utf8");
  return { baseDir, migrationDirectories, lockfile: { path: lockfile, content }, shadowDbInitScript: "" };
}
