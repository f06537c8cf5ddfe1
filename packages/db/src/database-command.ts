import { fileURLToPath } from "node:url";
import { connectionProblem } from "./errors.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";

/**
 * Runs `work` against DATABASE_URL, else against the embedded database, which is left running if it was. What goes
 * wrong is told in one line and sets the exit status.
 */
export async function runOnDatabase(work: (url: string) => Promise<string>): Promise<void> {
  try {
    say(await withDatabase(work));
  } catch (error) {
    const { DATABASE_URL: url } = process.env;
    const own = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${(url && connectionProblem(url, error)) || own}\n`);
    process.exitCode = 1;
  }
}

async function withDatabase(work: (url: string) => Promise<string>): Promise<string> {
  const url = process.env.DATABASE_URL;
  if (url) return work(url);
  const dataDir = fileURLToPath(new URL("../../../.meridian/postgres", import.meta.url));
  const server = await startEmbeddedPostgres({ dataDir, log: say });
  try {
    return await work(server.url);
  } finally {
    if (!server.isAdopted) await server.stop();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
