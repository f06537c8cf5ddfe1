import { readProblem } from "@meridian/contracts/errors";
import { z } from "zod";

const Fields = z.array(z.object({ path: z.string(), message: z.string() }));

/** A refusal in words, with the fields that are wrong. */
export function refusalOf(status: number, json: unknown): string {
  const problem = readProblem(json);
  if (!problem) return `Refused with HTTP ${status}.`;
  const { code, message, details } = problem;
  const fields = Fields.safeParse(details?.["fields"]).data ?? [];
  const lines = fields.map((field) => `  ${field.path}: ${field.message}`);
  return [`${message} (${code})`, ...lines].join("\n");
}
