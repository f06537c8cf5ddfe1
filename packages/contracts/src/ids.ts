import { z } from "zod";

const idBody = "[0-9a-hjkmnp-tv-z]{12}";
const idOf = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_${idBody}$`), `expected an id like ${prefix}_4x7kq2m9pz3t`);

export const RegionId = idOf("rg").brand<"RegionId">();
export type RegionId = z.infer<typeof RegionId>;
export const AgentId = idOf("ag").brand<"AgentId">();
export type AgentId = z.infer<typeof AgentId>;
export const ModelVersionId = idOf("mv").brand<"ModelVersionId">();
export type ModelVersionId = z.infer<typeof ModelVersionId>;

export const IncidentId = idOf("in").brand<"IncidentId">().describe("Incident id, e.g. in_4x7kq2m9pz3t.");
export type IncidentId = z.infer<typeof IncidentId>;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const bits5 = 31;

/**
 * A short random id, `<prefix>_` and 12 characters of Crockford base 32 (60 bits). Short because agent ids
 * travel in every telemetry frame.
 */
export function newId(
  prefix: "rg" | "ag" | "mv" | "et" | "ro" | "ev" | "at" | "iv" | "in" | "ak" | "st",
  random = secureRandom,
): string {
  let body = "";
  for (const byte of random(12)) body += alphabet[byte & bits5];
  return `${prefix}_${body}`;
}

function secureRandom(length: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

/** sha256 in lower-case hex. */
export const Sha256Hex = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits")
  .describe("sha256, 64 lower-case hex digits.");

/** A bigint as decimal string: revisions exceed what JSON numbers hold, and end below what the database holds. */
export const RevisionString = z
  .string()
  .regex(/^(0|[1-9]\d{0,17})$/, "expected a revision as 1 to 18 decimal digits")
  .describe("Revision: decimal digits as text, since it can exceed what a JSON number holds.");

/** The revisions that a change may rest on: one, several separated by commas, or `*` for whichever it is by then. */
export const BaseRevision = z
  .string()
  .regex(
    /^(\*|\d{1,18}(,\d{1,18})*)$/,
    "expected a revision as 1 to 18 decimal digits, several separated by commas, or *",
  );

/** Whether a change that names `baseRevision` may be made at `revision`. */
export function mayRestOn(baseRevision: string, revision: bigint): boolean {
  return baseRevision === "*" || baseRevision.split(",").some((one) => BigInt(one) === revision);
}
