import { z } from "zod";
import { EndingReason, Reason } from "../fleet.ts";
import { AnyId, eachOnce, plainText } from "../text.ts";
import { KeyScope } from "../wire/client-keys.ts";
import { parseLimits, ParsePriority } from "../wire/parse.ts";

export const apiKeyDaysMax = 365;
/** Keys that act at once: each stands in the snapshot of every gateway. */
export const apiKeysMax = 1000;
/** Beyond what a fleet can answer: as good as no limit. */
export const apiKeyRates = { requestsPerSecondMax: 1_000_000, addressesPerDayMax: 2_000_000_000 } as const;

function setOf<T extends z.ZodEnum>(member: T) {
  return eachOnce(z.array(member).min(1).max(member.options.length));
}

const { requestsPerSecondMax, addressesPerDayMax } = apiKeyRates;
/** One description each, on what a schema with a default wraps too. */
const told = {
  scopes: "What it may ask for.",
  priorities: "Priorities that its requests may have.",
  deadlineMsMax: "Longest deadline of a request in ms; a request without one gets no more either.",
  requestsPerSecond: "Requests a second at all gateways together, a second's worth at once.",
  addressesPerDay: "Addresses a day at all gateways together; what was used comes back evenly over a day.",
  regionIds: "Regions whose gateways know it; empty: all. Its limits are shared by those gateways alone.",
} as const;
const limits = {
  scopes: setOf(KeyScope).describe(told.scopes),
  priorities: setOf(ParsePriority).describe(told.priorities),
  deadlineMsMax: z.int().min(1).max(parseLimits.deadlineMsMax).describe(told.deadlineMsMax),
  requestsPerSecond: z.int().min(1).max(requestsPerSecondMax).describe(told.requestsPerSecond),
  addressesPerDay: z.int().min(1).max(addressesPerDayMax).describe(told.addressesPerDay),
  regionIds: eachOnce(z.array(AnyId.describe("Region id.")).max(64)).describe(told.regionIds),
};
const name = plainText({ what: "a name", max: 80 }).describe("The client that uses it.");

export const CreateApiKeyInput = z.object({
  name,
  scopes: limits.scopes.default(["parse", "stream"]).describe(told.scopes),
  priorities: limits.priorities.default(["interactive", "bulk"]).describe(told.priorities),
  deadlineMsMax: limits.deadlineMsMax.default(parseLimits.deadlineMsMax).describe(told.deadlineMsMax),
  requestsPerSecond: limits.requestsPerSecond.default(100).describe(told.requestsPerSecond),
  addressesPerDay: limits.addressesPerDay.default(1_000_000).describe(told.addressesPerDay),
  regionIds: limits.regionIds.default([]).describe(told.regionIds),
  expiresInDays: z
    .int()
    .min(1)
    .max(apiKeyDaysMax)
    .nullable()
    .default(null)
    .describe(`Days until it expires, 1 to ${apiKeyDaysMax}; null: it stays until it is revoked.`),
});
export type CreateApiKeyInput = z.infer<typeof CreateApiKeyInput>;

const keyId = AnyId.describe("The API key.");
export const ApiKeyInput = z.object({ keyId });
export type ApiKeyInput = z.infer<typeof ApiKeyInput>;
export const RevokeApiKeyInput = ApiKeyInput.extend({ reason: EndingReason });
export type RevokeApiKeyInput = z.infer<typeof RevokeApiKeyInput>;

export const UpdateApiKeyInput = z.object({
  keyId,
  name: name.optional(),
  scopes: limits.scopes.optional(),
  priorities: limits.priorities.optional(),
  deadlineMsMax: limits.deadlineMsMax.optional(),
  requestsPerSecond: limits.requestsPerSecond.optional(),
  addressesPerDay: limits.addressesPerDay.optional(),
  regionIds: limits.regionIds.optional(),
});
export type UpdateApiKeyInput = z.infer<typeof UpdateApiKeyInput>;

export const ApiKeyCreated = z.object({
  id: z.string().describe("Key id; not the secret."),
  key: z.string().describe("The secret, shown only this once."),
  expiresAt: z.date().nullable().describe("From then on it is refused; null: it does not expire."),
});
export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>;

const counted = "as far as this console heard of it, over the last hour.";
export const ApiKeyView = z.object({
  id: z.string().describe("Key id; not the secret."),
  name: z.string().describe("The client that uses it."),
  prefix: z.string().describe("How the secret begins, to recognise it by."),
  scopes: z.array(KeyScope).describe("What it may ask for."),
  priorities: z.array(ParsePriority).describe("Priorities that its requests may have."),
  deadlineMsMax: z.number().describe("Longest deadline of a request in ms."),
  requestsPerSecond: z.number().describe("Requests a second at all gateways together."),
  addressesPerDay: z.number().describe("Addresses a day at all gateways together."),
  regionIds: z.array(z.string()).describe("Regions whose gateways know it; empty: all."),
  createdByName: z.string().describe("Name of who made it; the key does not end with them."),
  createdAt: z.date().describe("When it was made."),
  expiresAt: z.date().nullable().describe("When it expires; null: it does not."),
  revokedAt: z.date().nullable().describe("When it was revoked; null while it is not."),
  state: z.enum(["active", "expired", "revoked"]).describe("Gateways know active ones alone."),
  lastUsedAt: z.date().nullable().describe("Latest use, to the minute; null: never used."),
  lastHour: z
    .object({
      requests: z.number().describe(`Requests that carried it, ${counted}`),
      refused: z.number().describe(`Of these, requests that its limits refused, ${counted}`),
      addresses: z.number().describe(`Addresses answered, ${counted}`),
    })
    .describe("What it was used for."),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

export const AskForKeysInput = z.object({
  reason: Reason,
});
export type AskForKeysInput = z.infer<typeof AskForKeysInput>;

export const GatewayAccessView = z.object({
  id: z.string().describe("Gateway id."),
  name: z.string().describe("Its name."),
  region: z.string().describe("Name of its region."),
  isConnected: z.boolean().describe("Whether telemetry arrives from it."),
  asks: z
    .boolean()
    .nullable()
    .describe(
      "Whether it asks for keys, by its own report; null: it is of a release that knows none, and never asks.",
    ),
  requests: z.number().describe("Requests over the last 10 minutes."),
  withoutKey: z
    .number()
    .nullable()
    .describe("Of these, requests without a valid key; null: it does not tell."),
});
export type GatewayAccessView = z.infer<typeof GatewayAccessView>;

export const ClientAccessView = z.object({
  asksForKeys: z.boolean().describe("Whether gateways refuse requests without a valid API key."),
  since: z.date().nullable().describe("When it was last changed; null: never."),
  byName: z.string().nullable().describe("Who changed it."),
  reason: z.string().nullable().describe("Why."),
  gateways: z.array(GatewayAccessView).describe("Every gateway, and what it does about keys."),
});
export type ClientAccessView = z.infer<typeof ClientAccessView>;
