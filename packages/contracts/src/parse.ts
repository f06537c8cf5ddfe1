import { z } from "zod";

/** Limits of the envelope of `POST /v1/parse`; beyond them the whole request is refused with 4xx. */
export const parseLimits = { addressesMax: 256, bodyBytesMax: 1_048_576, codePointsMax: 1000 } as const;

const addressCount = `expected an array of 1 to ${parseLimits.addressesMax} addresses`;
const foundCount = ({ input }: { input?: unknown }) =>
  Array.isArray(input) ? `${addressCount}, found ${input.length}` : addressCount;

/** The envelope. Each address is checked on its own, so that one bad address never spoils the others. */
export const ParseRequest = z.object({
  addresses: z
    .array(z.unknown(), { error: foundCount })
    .min(1, { error: foundCount })
    .max(parseLimits.addressesMax, { error: foundCount }),
});
export type ParseRequest = z.infer<typeof ParseRequest>;

/** A labelled span. Offsets count Unicode code points; `end` is exclusive; `text` is as typed. */
export const AddressElement = z.object({
  type: z.string(),
  start: z.number().int().min(0),
  end: z.number().int().min(1),
  text: z.string(),
  confidence: z.number().min(0).max(1),
});
export type AddressElement = z.infer<typeof AddressElement>;

export const addressErrorCodes = [
  "not-a-string",
  "empty",
  "malformed-unicode",
  "too-long",
  "deadline",
  "failed",
] as const;
export const AddressError = z.object({ code: z.enum(addressErrorCodes), message: z.string() });
export type AddressError = z.infer<typeof AddressError>;

export const AddressResult = z.union([
  z.object({ elements: z.array(AddressElement), isCached: z.boolean().optional() }),
  z.object({ error: AddressError }),
]);
export type AddressResult = z.infer<typeof AddressResult>;

export const ParseResponse = z.object({
  requestId: z.string(),
  version: z.string(),
  digest: z.string(),
  precision: z.string(),
  node: z.object({ id: z.string(), name: z.string(), region: z.string() }),
  results: z.array(AddressResult),
});
export type ParseResponse = z.infer<typeof ParseResponse>;

/** Header names between client, gateway and node. */
export const parseHeaders = {
  /** Ask for a version by name or digest. */
  version: "x-meridian-version",
  /** Milliseconds left until the caller gives up. */
  deadline: "x-deadline-ms",
  /** `interactive` (default) or `bulk`. */
  priority: "x-priority",
  requestId: "x-request-id",
  /** Set by the node on answers. */
  node: "x-meridian-node",
  region: "x-meridian-region",
  /** Set by the gateway: attempts made, e.g. `2`. */
  attempts: "x-meridian-attempts",
} as const;

/** First problem of a single address, or null when it can be parsed. */
export function checkAddress(value: unknown): AddressError | null {
  if (typeof value !== "string") {
    return { code: "not-a-string", message: `expected a string, found ${describe(value)}` };
  }
  if (value.trim() === "")
    return { code: "empty", message: "expected at least one visible character, found none" };
  if (!isWellFormed(value)) {
    return { code: "malformed-unicode", message: "expected well-formed Unicode, found a lone surrogate" };
  }
  const length = codePointLength(value, parseLimits.codePointsMax);
  if (length > parseLimits.codePointsMax) {
    return {
      code: "too-long",
      message: `expected at most ${parseLimits.codePointsMax} characters, found more`,
    };
  }
  return null;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text);
}

/** Code points of `text`, counted no further than just past `stopAfter`. */
function codePointLength(text: string, stopAfter: number): number {
  if (text.length <= stopAfter) return text.length;
  let count = 0;
  for (const _ of text) if (++count > stopAfter) break;
  return count;
}
