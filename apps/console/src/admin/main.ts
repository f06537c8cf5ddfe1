import { randomUUID } from "node:crypto";
import { isAppError } from "@meridian/contracts/errors";
import { createDatabase } from "@meridian/db";
import { CommanderError } from "commander";
import { Clock } from "../server/boot/clock.ts";
import { waitForDatabase } from "../server/boot/database-health.ts";
import { readEnv, type Env } from "../server/boot/env.ts";
import { createLogger } from "../server/boot/logger.ts";
import type { AdminContext, Answer } from "./admin-command.ts";
import { createProgram } from "./program.ts";

const usageStatus = 2;

/** Runs one command and prints its answer as JSON; problems go to stderr. */
async function main(typed: string[]): Promise<number> {
  let status = 0;
  const program = createProgram(async (command) => {
    const env = readEnv();
    if (!env.ok) {
      status = fail(usageStatus, `The environment is not valid:\n  ${env.problems.join("\n  ")}`);
      return;
    }
    const answer = await onDatabase(env.env, command);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    if (answer.ok === false) status = 1;
  });
  if (typed.length === 0) {
    program.outputHelp();
    return usageStatus;
  }
  try {
    await program.parseAsync(typed, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageStatus;
    if (isAppError(error)) return fail(1, error.message);
    throw error;
  }
}

async function onDatabase(
  { databaseUrl, baseUrl, logLevel, secretKey, secretsDir }: Env,
  command: (ctx: AdminContext) => Promise<Answer>,
): Promise<Answer> {
  const db = createDatabase({ url: databaseUrl, max: 2 });
  const clock = new Clock();
  const logger = createLogger(logLevel, "stderr");
  try {
    await waitForDatabase({ db, url: databaseUrl, logger, timeoutMs: 0 });
    await clock.follow(db);
    return await command({
      ...{ db, baseUrl, secretKey, secretsDir },
      actor: { type: "system", id: "admin-command" },
      requestId: randomUUID(),
      now: clock.now,
      // The console's relay polls; there is nobody to wake from here.
      changes: { wake: () => undefined },
      logger,
    });
  } finally {
    await db.close();
  }
}

function fail(status: number, message: string): number {
  process.stderr.write(`${message}\n`);
  return status;
}

process.exitCode = await main(process.argv.slice(2));
