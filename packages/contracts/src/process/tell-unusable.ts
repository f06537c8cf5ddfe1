import type { LineLogger } from "./log-all-output.ts";

/**
 * Says on stderr why a service does not start: as text to somebody at a terminal, else as one line of the log, which a
 * collector reads. All problems are told at once; who mends one would only meet the next.
 */
export function tellUnusable(logger: LineLogger, problems: readonly string[], hint: string): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`The configuration is not usable:\n  ${problems.join("\n  ")}\n\n${hint}\n`);
  } else logger.fatal({ problems, hint }, `the configuration is not usable: ${problems.join("; ")}`);
}
