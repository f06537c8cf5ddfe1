import { randomUUID } from "node:crypto";
import { AppError, isAppError } from "@meridian/contracts/errors";
import { createDatabase } from "@meridian/db";
import { Clock } from "../server/boot/clock.ts";
import { isDatabaseUp, describeDatabase } from "../server/boot/database-health.ts";
import { readEnv } from "../server/boot/env.ts";
import { createLogger } from "../server/boot/logger.ts";
import { commands, help } from "./commands.ts";

/** Runs one command and prints its answer as JSON; problems go to stderr. */
async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "help") {
    process.stdout.write(`${help}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = commands[name];
  if (!command) return fail(2, `There is no command ${name}.\n\n${help}`);
  const env = readEnv();
  if (!env.ok) return fail(2, `The environment is not right:\n  ${env.problems.join("\n  ")}`);

  const { databaseUrl, baseUrl, logLevel } = env.env;
  const db = createDatabase({ url: databaseUrl, max: 2 });
  const clock = new Clock();
  const ctx = {
    db,
    baseUrl,
    actor: { type: "system", id: "admin-command" } as const,
    requestId: randomUUID(),
    now: clock.now,
    // The console's relay polls; there is nobody to wake from here.
    changes: { wake: () => undefined },
    logger: createLogger(logLevel, "stderr"),
  };
  try {
    if (!(await isDatabaseUp(db))) {
      throw new AppError(
        "UNAVAILABLE",
        `The database at ${describeDatabase(databaseUrl)} cannot be reached.`,
      );
    }
    await clock.follow(db);
    const answer = await command(ctx, args);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    return answer.ok === false ? 1 : 0;
  } catch (error) {
    if (isAppError(error)) return fail(1, error.message);
    if (isUsageError(error)) return fail(2, `${error.message}\n\n${help}`);
    throw error;
  } finally {
    await db.close();
  }
}

function isUsageError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

function fail(status: number, message: string): number {
  process.stderr.write(`${message}\n`);
  return status;
}

process.exitCode = await main(process.argv.slice(2));
