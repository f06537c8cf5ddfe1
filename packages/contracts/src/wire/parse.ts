import { z } from "zod";
import { included, ParseOptions } from "./parse-include.ts";

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
    addresses: z
      .array(z.unknown(), { error })
      .min(1, { error })
      .max(addressesMax, { error })
      .describe(
        `1 to ${addressesMax} addresses, each a string of at most ${parseLimits.codePointsMax} characters.`,
      ),
    ...ParseOptions.shape,
  });
}

export const ParseRequest = envelope(parseLimits.addressesMax);
export type ParseRequest = z.infer<typeof ParseRequest>;
export const StreamedParseRequest = envelope(parseLimits.streamedAddressesMax);

/** A labelled span. Offsets count Unicode code points. */
export const AddressElement = z.object({
  type: z.string().describe("Element type, e.g. city, road or poi."),
  start: z.number().int().min(0).describe("First character, counted in Unicode code points from 0."),
  end: z.number().int().min(1).describe("Character after the last one."),
  text: z.string().describe("The characters, exactly as sent."),
  confidence: z.number().min(0).max(1).describe("Geometric mean of the labels' probabilities, 0 to 1."),
});
export type AddressElement = z.infer<typeof AddressElement>;

const addressErrorCodes = [
  "not-a-string",
  "empty",
  "malformed-unicode",
  "too-long",
  "deadline",
  "failed",
  "unavailable",
  "quarantined",
] as const;
export const AddressError = z.object({
  code: z
    .enum(addressErrorCodes)
    .describe(
      "deadline: not done in time; unavailable: its engine was lost, send it again; quarantined: engines died over it, so it is not run for ten minutes.",
    ),
  message: z.string().describe("What is wrong with the address, in one sentence."),
});
export type AddressError = z.infer<typeof AddressError>;

export const AddressExplanation = z.object({
  source: z
    .enum(["run", "shared", "cache"])
    .describe("run: its own run; shared: a run of the same text already under way; cache: the result cache."),
  tokens: z.number().int().min(1).describe("Tokens given to the model, without padding."),
  margin: z
    .number()
    .nullable()
    .describe(
      "Smallest lead of a chosen label's logit over the next best; where it is small, another precision may decide otherwise. Null: no elements.",
    ),
  tokeniseMs: z.number().min(0).describe("Ms spent on tokenising."),
  queueMs: z.number().min(0).describe("Ms waited for an engine."),
  runMs: z.number().min(0).describe("Ms that the whole batch ran."),
  decodeMs: z.number().min(0).describe("Ms spent on decoding labels."),
  batch: z
    .object({
      rows: z.number().int().min(1).describe("Rows in the batch."),
      width: z.number().int().min(1).describe("Tokens per row, with padding."),
      tokens: z.number().int().min(1).describe("Tokens in the batch, without padding."),
    })
    .nullable()
    .describe("The batch it ran in; the last one for a text longer than a window. Null: from the cache."),
});
export type AddressExplanation = z.infer<typeof AddressExplanation>;

const parsedAddress = {
  elements: z.array(AddressElement).describe("The address's elements, in order of their position."),
  isCached: z.boolean().optional().describe("True when it came from the result cache."),
  explain: AddressExplanation.optional().describe(
    "How the result came about; only with x-meridian-explain: true.",
  ),
  ...included,
};
const failedAddress = {
  error: AddressError.describe("Why this address has no elements; others are unaffected."),
};
export const AddressResult = z.union([z.object(parsedAddress), z.object(failedAddress)]);
export type AddressResult = z.infer<typeof AddressResult>;

const answeredBy = {
  requestId: z.string().describe("The request's x-request-id, or one made for it; logs have it too."),
  version: z.string().describe("Name of the model version that answered."),
  digest: z.string().describe("Digest of that version, sha256."),
  precision: z.string().describe("Precision that it ran in: fp32, fp16 or int8."),
  node: z
    .object({
      id: z.string().describe("Node id."),
      name: z.string().describe("Node name."),
      region: z.string().describe("Name of its region."),
    })
    .describe("The node that answered."),
};
export const ParseResponse = z.object({
  ...answeredBy,
  results: z.array(AddressResult).describe("One result for each address, in the order sent."),
});
export type ParseResponse = z.infer<typeof ParseResponse>;

const index = z.number().int().min(0).describe("Position of the address in the request, from 0.");
/** A line of a streamed answer: one for each address, as each is done; then the summary. */
export const ParseStreamLine = z.union([
  z.object({ index, ...parsedAddress }),
  z.object({ index, ...failedAddress }),
  z.object({
    summary: z
      .object({
        ...answeredBy,
        addresses: z.number().int().describe("Addresses answered."),
        errors: z.number().int().describe("How many of them have an error."),
        totalMs: z.number().describe("Ms from the request's arrival to this line."),
      })
      .describe("The last line. A stream without it was broken off."),
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
  /** `true`: the console's own request, counted apart. Gateways say it to nodes, and pass on nobody else's word. */
  test: "x-meridian-test",
  /** Set by the node on answers. */
  node: "x-meridian-node",
  region: "x-meridian-region",
  precision: "x-meridian-precision",
  /** Padded tokens of the batch that was answered last; missing when nothing was run. */
  batchTokens: "x-meridian-batch-tokens",
  /** Set by the node with a 200: addresses of the request, which a gateway charges to an API key. */
  addresses: "x-meridian-addresses",
  /** Set by the gateway: attempts made, e.g. `2`. */
  attempts: "x-meridian-attempts",
} as const;

export const ParsePriority = z.enum(["interactive", "bulk"], "expected interactive or bulk");
export type ParsePriority = z.infer<typeof ParsePriority>;

/** What a header can say that is passed on and logged: a name, a digest, an id. */
export const plainHeaderPattern = /^[\x21-\x7e]{1,100}$/;

const deadline = `expected whole ms from 1 to ${parseLimits.deadlineMsMax}`;
/** What a caller may say in headers, by their names. */
export const ParseCallHeaders = z.object({
  [parseHeaders.version]: z
    .string()
    .regex(plainHeaderPattern, "expected a version's name or digest")
    .optional()
    .describe("Version by name or digest; left out: the default, or what the version split chooses."),
  [parseHeaders.deadline]: z.coerce
    .number(deadline)
    .int(deadline)
    .min(1, deadline)
    .max(parseLimits.deadlineMsMax, deadline)
    .optional()
    .describe(`Ms that the caller waits, 1 to ${parseLimits.deadlineMsMax}.`),
  [parseHeaders.priority]: ParsePriority.optional().describe(
    "bulk waits while interactive requests are there; left out: interactive for a list, bulk for a stream.",
  ),
  [parseHeaders.explain]: z
    .enum(["true", "false"], "expected true or false")
    .optional()
    .describe("true: each result says how it came about."),
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
