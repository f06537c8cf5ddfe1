// `npm run admin`: the console's admin command on the local data, with the embedded database when it is needed.
import { existsSync } from "node:fs";
import { askAdminCommand, showAdminHelp } from "./lib/admin-command.ts";
import { adminHelpNotes, type AdminOptions, parseAdminOptions } from "./lib/admin-options.ts";
import { answerLines } from "./lib/answer-lines.ts";
import { buildAll, generateAll } from "./lib/build.ts";
import { assertDatabaseThere, migrateDatabase, openDatabase } from "./lib/database.ts";
import { explain } from "./lib/launch-error.ts";
import { entryPoints, generatedClient, layoutOf, type Layout } from "./lib/paths.ts";
import { createProgress } from "./lib/progress.ts";
import { checkRequirements } from "./lib/requirements.ts";

const progress = createProgress(process.stderr);
const databaseUrl = process.env.DATABASE_URL;

try {
  checkRequirements();
  const options = parseAdminOptions(process.argv.slice(2));
  const layout = layoutOf(options.dataDir, databaseUrl);
  if (options.isHelp) await showHelp(layout, options);
  else await runOnDatabase(layout, options);
} catch (error) {
  explain(error, progress);
  process.exitCode = 1;
}

/** From the sources: whoever asks for help does not wait for a build. */
async function showHelp(layout: Layout, { args }: AdminOptions): Promise<void> {
  if (!existsSync(generatedClient)) await progress.step("Preparing", () => generateAll(layout));
  await showAdminHelp(args);
  process.stdout.write(adminHelpNotes);
}

async function runOnDatabase(layout: Layout, { args, isJson }: AdminOptions): Promise<void> {
  if (!databaseUrl) assertDatabaseThere(layout);
  if (!existsSync(entryPoints.admin)) await progress.step("Building", () => buildAll(layout));
  const database = await openDatabase(layout, databaseUrl, () => undefined);
  try {
    await migrateDatabase(database.url);
    const answer = await askAdminCommand<Record<string, unknown>>(
      { layout, databaseUrl: database.url },
      args,
    );
    process.stdout.write(isJson ? `${JSON.stringify(answer)}\n` : answerLines(answer));
  } finally {
    if (!database.isShared) await database.stop();
  }
}
