import { z } from "zod";

/** Limits of the envelope of `POST /v1/parse`; beyond them the whole request is refused with 4xx. */
export const parseLimits = {
  addressesMax: 256,
  /** Of a request that is answered line by line. */
  streamedAddressesMax: 10_000,
  bodyBytesMax: 1_048_576,
  codePointsMax: 1000,
  deadlineMsMax: 600_000,
} as const;

/** Each address is checked on its own, so that one bad address never spoils the others. */
function envelope(addressesMax: number) {
  const expected = `expected an array of 1 to ${addressesMax} addresses`;
  const error = ({ input }: { input?: unknown }) =>
    Array.isArray(input) ? `${expected}, found ${input.length}` : expected;
  return z.object({
    addresses: z.array(z.unknown(), { error }).min(1, { error }).max(addressesMax, { error }),
  });
}

export const ParseRequest = envelope(parseLimits.addressesMax);
export type ParseRequest = z.infer<typeof ParseRequest>;
export const StreamedParseRequest = envelope(parseLimits.streamedAddressesMax);

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
  /** Its engine was lost; it may be sent again. */
  "unavailable",
  /** Engines die over it: not run again for a while. */
  "quarantined",
] as const;
export const AddressError = z.object({ code: z.enum(addressErrorCodes), message: z.string() });
export type AddressError = z.infer<typeof AddressError>;

/** How one address came by its elements; with `x-meridian-explain: true`. */
export const AddressExplanation = z.object({
  /** From a run of its own, from the run of the same text that was under way, or from the cache. */
  source: z.enum(["run", "shared", "cache"]),
  /** Tokens that the model was given, without padding. */
  tokens: z.number().int().min(1),
  /**
   * The smallest lead of a chosen label's logit over the best other one; null without elements. Where it is small,
   * another precision may decide otherwise.
   */
  margin: z.number().nullable(),
  tokeniseMs: z.number().min(0),
  queueMs: z.number().min(0),
  /** Of the whole batch. */
  runMs: z.number().min(0),
  decodeMs: z.number().min(0),
  /** The batch it ran in (its last, where it is longer than the model takes at once); null from the cache. */
  batch: z
    .object({
      rows: z.number().int().min(1),
      /** Tokens per row, padding included. */
      width: z.number().int().min(1),
      /** Tokens without padding. */
      tokens: z.number().int().min(1),
    })
    .nullable(),
});
export type AddressExplanation = z.infer<typeof AddressExplanation>;

const parsedAddress = {
  elements: z.array(AddressElement),
  isCached: z.boolean().optional(),
  explain: AddressExplanation.optional(),
};
export const AddressResult = z.union([z.object(parsedAddress), z.object({ error: AddressError })]);
export type AddressResult = z.infer<typeof AddressResult>;

const answeredBy = {
  requestId: z.string(),
  version: z.string(),
  digest: z.string(),
  precision: z.string(),
  node: z.object({ id: z.string(), name: z.string(), region: z.string() }),
};
export const ParseResponse = z.object({ ...answeredBy, results: z.array(AddressResult) });
export type ParseResponse = z.infer<typeof ParseResponse>;

const index = z.number().int().min(0);
/** A line of a streamed answer: one for each address, as each is done; then the summary. */
export const ParseStreamLine = z.union([
  z.object({ index, ...parsedAddress }),
  z.object({ index, error: AddressError }),
  z.object({
    summary: z.object({
      ...answeredBy,
      addresses: z.number().int(),
      errors: z.number().int(),
      totalMs: z.number(),
    }),
  }),
]);
export type ParseStreamLine = z.infer<typeof ParseStreamLine>;

export const parseStreamType = "application/x-ndjson";

/** Whether an `accept` header asks for an answer line by line. */
export function asksForStream(accept: string | undefined): boolean {
  const types = (accept ?? "").split(",").map((part) => part.split(";", 1)[0]?.trim().toLowerCase());
  return types.includes(parseStreamType);
}

/** Header names between client, gateway and node. */
export const parseHeaders = {
  /** Ask for a version by name or digest; on answers the version's name. */
  version: "x-meridian-version",
  /** Milliseconds left until the caller gives up. */
  deadline: "x-deadline-ms",
  /** `interactive` (default of a list) or `bulk` (default of a stream). */
  priority: "x-priority",
  /** `true`: tell with each address how it came by its elements. */
  explain: "x-meridian-explain",
  requestId: "x-request-id",
  /** Set by the node on answers. */
  node: "x-meridian-node",
  region: "x-meridian-region",
  precision: "x-meridian-precision",
  /** Padded tokens of the batch that was answered last; missing when nothing was run. */
  batchTokens: "x-meridian-batch-tokens",
  /** Set by the gateway: attempts made, e.g. `2`. */
  attempts: "x-meridian-attempts",
} as const;

export const ParsePriority = z.enum(["interactive", "bulk"], "expected interactive or bulk");
export type ParsePriority = z.infer<typeof ParsePriority>;

const deadline = `expected whole ms from 1 to ${parseLimits.deadlineMsMax}`;
/** What a caller may say in headers, by their names. */
export const ParseCallHeaders = z.object({
  [parseHeaders.version]: z.string().min(1, "expected a version's name or digest").max(100).optional(),
  [parseHeaders.deadline]: z.coerce
    .number(deadline)
    .int(deadline)
    .min(1, deadline)
    .max(parseLimits.deadlineMsMax, deadline)
    .optional(),
  [parseHeaders.priority]: ParsePriority.optional(),
  [parseHeaders.explain]: z.enum(["true", "false"], "expected true or false").optional(),
});
export type ParseCallHeaders = z.infer<typeof ParseCallHeaders>;

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
