import { z } from "zod";

/** The console's own answer to what it refuses. */
export const Refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});
const Fields = z.array(z.object({ path: z.string(), message: z.string() }));

/** A refusal in words, with the fields that are wrong. */
export function refusalOf(status: number, json: unknown): string {
  const parsed = Refusal.safeParse(json);
  if (!parsed.success) return `Refused with HTTP ${status}.`;
  const { code, message, details } = parsed.data.error;
  const fields = Fields.safeParse(details?.["fields"]).data ?? [];
  const lines = fields.map((field) => `  ${field.path}: ${field.message}`);
  return [`${message} (${code})`, ...lines].join("\n");
}
