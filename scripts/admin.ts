// `npm run admin`: the console's admin command on the local data, with the embedded database when it is needed.
import { existsSync } from "node:fs";
import { askAdminCommand, showAdminHelp } from "./lib/admin-command.ts";
import { buildAll, generateAll } from "./lib/build.ts";
import { migrateDatabase, openDatabase } from "./lib/database.ts";
import { explain } from "./lib/launch-error.ts";
import { entryPoints, generatedClient, layoutOf, root } from "./lib/paths.ts";
import { createProgress } from "./lib/progress.ts";
import { checkRequirements } from "./lib/requirements.ts";

const isJson = process.argv.includes("--json");
const args = process.argv.slice(2).filter((arg) => arg !== "--json");
const isHelp = args.length === 0 || args.includes("--help") || args.includes("-h");
const progress = createProgress(process.stderr);
const databaseUrl = process.env.DATABASE_URL;
const layout = layoutOf(`${root}/.meridian`, databaseUrl);

try {
  checkRequirements();
  if (isHelp) await showHelp();
  else await runOnDatabase();
} catch (error) {
  explain(error, progress);
  process.exitCode = 1;
}

/** From the sources: whoever asks for help does not wait for a build. */
async function showHelp(): Promise<void> {
  if (!existsSync(generatedClient)) await progress.step("Preparing", () => generateAll(layout));
  await showAdminHelp(args);
}

async function runOnDatabase(): Promise<void> {
  if (!existsSync(entryPoints.admin)) await progress.step("Building", () => buildAll(layout));
  const database = await openDatabase(layout, databaseUrl, () => undefined);
  try {
    await migrateDatabase(database.url);
    const answer = await askAdminCommand<Record<string, unknown>>(
      { layout, databaseUrl: database.url },
      args,
    );
    if (isJson) process.stdout.write(`${JSON.stringify(answer)}\n`);
    else
      for (const [name, value] of Object.entries(answer))
        process.stdout.write(`${name.padEnd(12)}${value}\n`);
  } finally {
    if (!database.isShared) await database.stop();
  }
}
