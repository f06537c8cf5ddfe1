import type { z } from "zod";
import { CliError } from "./cli-error.ts";

/** Checks an answer by the console's own schema. Where that wants a date, JSON has its ISO text. */
export function parseAnswer<T>(schema: z.ZodType<T>, json: unknown): T {
  const first = schema.safeParse(json);
  if (first.success) return first.data;
  const dated = structuredClone(json);
  for (const issue of first.error.issues) {
    if (issue.code === "invalid_type" && issue.expected === "date") putDate(dated, issue.path);
  }
  const second = schema.safeParse(dated);
  if (second.success) return second.data;
  const [issue] = second.error.issues;
  const where = issue ? `${issue.path.join(".")}: ${issue.message}` : "";
  throw new CliError("refused", `The console's answer is not understood, is it of another version? ${where}`);
}

function putDate(json: unknown, path: readonly PropertyKey[]): void {
  const [key, ...rest] = path;
  if (key === undefined || typeof json !== "object" || json === null) return;
  const holder = json as Record<PropertyKey, unknown>;
  const value = holder[key];
  if (rest.length > 0) putDate(value, rest);
  else if (typeof value === "string") holder[key] = new Date(value);
}
