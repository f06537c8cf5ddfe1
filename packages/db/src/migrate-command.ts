// npm run db:migrate
import { runOnDatabase } from "./database-command.ts";
import { defaultMigrationsDir } from "./default-migrations-dir.ts";
import { migrate } from "./migrate.ts";

await runOnDatabase(async (url) => {
  const { applied } = await migrate({ url, migrationsDir: defaultMigrationsDir() });
  return applied.length === 0 ? "Up to date." : `Applied: ${applied.join(", ")}.`;
});
