// npm run db:migrate [-- --app-role <role> [--app-password-file <file>]]
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ensureAppRole, urlAs } from "./app-role.ts";
import { runOnDatabase } from "./database-command.ts";
import { defaultMigrationsDir } from "./default-migrations-dir.ts";
import { migrate } from "./migrate.ts";

const options = { "app-role": { type: "string" }, "app-password-file": { type: "string" } } as const;

await runOnDatabase(async (url) => {
  const { "app-role": role, "app-password-file": file } = parseArgs({ options }).values;
  const { applied } = await migrate({ url, migrationsDir: defaultMigrationsDir() });
  const migrated = applied.length === 0 ? "Up to date." : `Applied: ${applied.join(", ")}.`;
  return role === undefined ? migrated : `${migrated}\n${await prepareRole({ url, role, file })}`;
});

type Wanted = { url: string; role: string; file: string | undefined };

/** Without a file a new role gets a password, told this once. */
async function prepareRole({ url, role, file }: Wanted): Promise<string> {
  if (file !== undefined) {
    const password = (await readFile(file, "utf8")).trim();
    await ensureAppRole({ url, role, password });
    return `${role} may use the tables.`;
  }
  if (!(await ensureAppRole({ url, role })).isNew)
    return `${role} may use the tables; its password is as it was.`;
  const password = randomBytes(24).toString("hex");
  await ensureAppRole({ url, role, password });
  return `${role} may use the tables. For the console, shown once: DATABASE_URL=${urlAs(url, { role, password })}`;
}
