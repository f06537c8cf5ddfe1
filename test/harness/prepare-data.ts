import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyEmbeddedPostgres } from "@meridian/db/embedded";
import { askAdminCommand } from "../../scripts/lib/admin-command.ts";
import { migrateDatabase, openDatabase } from "../../scripts/lib/database.ts";
import { type Layout, layoutOf } from "../../scripts/lib/paths.ts";
import type { Credentials } from "./console-client.ts";

const credentialsFile = ({ secrets }: Layout) => join(secrets, "administrator.json");

/** Makes a data folder with a migrated database and its first administrator; nothing runs on it afterwards. */
export async function prepareData(dir: string): Promise<void> {
  const layout = layoutOf(dir);
  mkdirSync(layout.base, { recursive: true });
  const database = await openDatabase(layout, undefined, () => undefined);
  try {
    await migrateDatabase(database.url);
    const target = { layout, databaseUrl: database.url };
    const administrator: unknown = await askAdminCommand(target, ["ensure-administrator"]);
    writeFileSync(credentialsFile(layout), JSON.stringify(administrator), { mode: 0o600 });
  } finally {
    await database.stop();
  }
}

/** Copies what `prepareData` made. */
export async function copyPreparedData(from: string, to: string): Promise<void> {
  const [source, target] = [layoutOf(from), layoutOf(to)];
  cpSync(source.secrets, target.secrets, { recursive: true });
  await copyEmbeddedPostgres(source.postgres, target.postgres);
}

/** The administrator of a data folder that was prepared or copied. */
export function administratorOf(layout: Layout): Credentials {
  return JSON.parse(readFileSync(credentialsFile(layout), "utf8")) as Credentials;
}
