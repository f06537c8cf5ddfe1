import { readFileSync } from "node:fs";
import { z } from "zod";

/**
 * A text as a shop meets it, with what is right as of the divisions' date. Written for the project and before any result;
 * nobody's address and nobody's phone.
 */
export const Input = z.strictObject({
  kind: z.string(),
  text: z.string(),
  /** province/city/district by their official names; `|` between what counts alike, nothing where there is none. */
  place: z.string().regex(/^[^/]*\/[^/]*\/[^/]*$/u),
  /** Six digits of the finest division with a code; null where the text names no place. */
  code: z.string().nullable(),
  name: z.string().optional(),
  phone: z.string().optional(),
  postcode: z.string().optional(),
  /** Other pieces that are no address: the words of a form, order numbers, markup. */
  labels: z.array(z.string()).optional(),
  /** Misspelt names, each with the name to suggest. */
  suggests: z.record(z.string(), z.string()).optional(),
});
export type Input = z.infer<typeof Input>;

export const inputs: readonly Input[] = readFileSync(new URL("inputs.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => Input.parse(JSON.parse(line)));
