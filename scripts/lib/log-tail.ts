import { existsSync, readFileSync } from "node:fs";

/** The last lines of a log for a person: JSON lines of pino are reduced to time, level and message. */
export function lastLines(path: string, count = 8): string {
  if (!existsSync(path)) return "(no log)";
  const lines = readFileSync(path, "utf8").trimEnd().split("\n").slice(-count);
  return lines.map(readable).join("\n");
}

const levels = new Map([
  [30, "info"],
  [40, "warn"],
  [50, "error"],
  [60, "fatal"],
]);

function readable(line: string): string {
  try {
    const { time, level, msg, err } = JSON.parse(line);
    if (typeof msg !== "string") return line;
    const cause = err?.message && err.message !== msg ? `: ${err.message}` : "";
    return `${new Date(time).toISOString().slice(11, 19)} ${levels.get(level) ?? level} ${msg}${cause}`;
  } catch {
    return line;
  }
}
