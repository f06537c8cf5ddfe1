import { z } from "zod";
import { plainText } from "./text.ts";

export const AgentRole = z
  .enum(["inference", "gateway"])
  .describe("inference: a node that answers; gateway: takes clients' requests and picks a node.");
export type AgentRole = z.infer<typeof AgentRole>;

export const MemberState = z
  .enum(["active", "standby", "drain", "cordon"])
  .describe(
    "active: serves by weight; standby: serves only when active ones cannot; drain: gets nothing new and finishes what runs; cordon: gets nothing.",
  );
export type MemberState = z.infer<typeof MemberState>;

/** The stricter of two states wins: active < standby < drain < cordon. */
export function stricterState(a: MemberState, b: MemberState): MemberState {
  return MemberState.options.indexOf(a) >= MemberState.options.indexOf(b) ? a : b;
}

export const Weight = z
  .number()
  .int()
  .min(0)
  .max(1000)
  .describe("Weight among its peers, 0 to 1000; only the ratio to the others counts.");
export type Weight = z.infer<typeof Weight>;

export const Precision = z
  .enum(["fp32", "fp16", "int8"])
  .describe("Number format that the model computes in.");
export type Precision = z.infer<typeof Precision>;

export const UserRole = z
  .enum(["viewer", "operator", "approver", "admin"])
  .describe("Roles are ordered: each may do all that the one before may.");
export type UserRole = z.infer<typeof UserRole>;

export function roleIncludes(role: UserRole, needed: UserRole): boolean {
  return UserRole.options.indexOf(role) >= UserRole.options.indexOf(needed);
}

/** The role of the two that may do less. */
export function lowerRole(a: UserRole, b: UserRole): UserRole {
  return roleIncludes(a, b) ? b : a;
}

/** The regions that somebody may change, by id; null: all of them. */
export type RegionLimit = readonly string[] | null;

/** As it is stored: no regions are all of them. */
export function limitOf(regionIds: readonly string[]): RegionLimit {
  return regionIds.length === 0 ? null : regionIds;
}

/** What both limits allow; where they have nothing in common, no region. */
export function narrowerLimit(a: RegionLimit, b: RegionLimit): RegionLimit {
  if (a === null || b === null) return a ?? b;
  return a.filter((id) => b.includes(id));
}

export const RegionName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/, "expected lower-case letters, digits and dashes, e.g. eu-central")
  .describe(
    "Unique region name and a DNS label, since it appears in URLs, metrics and host names, e.g. eu-central.",
  );
export const AgentName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,61}[a-z0-9]$/, "expected lower-case letters, digits, dots and dashes")
  .describe("Unique agent name: lower-case letters, digits, dots and dashes, e.g. eu-central-node-1.");

const bare = (pattern: RegExp) => pattern.source.replace(/^\^|\$$/g, "");
/** A last label that begins with a digit would be read as a part of an IPv4 address. */
const agentHost = String.raw`(?:(?:[A-Za-z0-9_-]+\.)*[A-Za-z_][A-Za-z0-9_-]*\.?|${bare(z.regexes.ipv4)}|\[${bare(z.regexes.ipv6)}\])`;
const agentPort = "(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
const agentUrlPattern = new RegExp(`^https?://${agentHost}(?::${agentPort})?/?$`);
const agentUrlExpected = "expected an absolute http(s) URL without path, e.g. http://10.0.0.5:8080";

/** Where an agent listens: an absolute http(s) URL without path, query or credentials. */
export const AgentUrl = z
  .string()
  .regex(agentUrlPattern, agentUrlExpected)
  .refine((text) => URL.canParse(text), agentUrlExpected);

export const Presence = z
  .enum(["live", "stale", "offline", "never"])
  .describe(
    "The agent's connection to the console. live: telemetry arrives; stale: none for 3 s; offline: none for 10 s; never: not connected since its enrolment.",
  );
export type Presence = z.infer<typeof Presence>;

/** What an agent is in, as pages, REST, commands and metrics say it. */
export const ShownState = z
  .enum([
    "ready",
    "degraded",
    "failing",
    "stale",
    "offline",
    "never",
    "draining",
    "standby",
    "cordoned",
    "loading",
    "unproven",
  ])
  .describe(
    "What the agent is in: presence, then its member state, then its own report and what gateways say of it. Never: not seen yet since it was enrolled. Unproven: no gateway has found it ready yet.",
  );
export type ShownState = z.infer<typeof ShownState>;

/** Limits an inference node obeys; central configuration, part of the snapshot. */
export const InferenceLimits = z.object({
  batchTokensMax: z
    .number()
    .int()
    .min(32)
    .max(65_536)
    .describe("Most padded tokens in one batch, 32 to 65536."),
  queueLengthMax: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .describe("Most addresses waiting, 1 to 100000; above it requests are refused with 429."),
  cacheBytes: z.number().int().min(0).describe("Size of the result cache in bytes; 0 switches it off."),
  deadlineMsDefault: z
    .number()
    .int()
    .min(10)
    .max(600_000)
    .describe("Deadline in ms of requests without x-deadline-ms, 10 to 600000."),
});
export type InferenceLimits = z.infer<typeof InferenceLimits>;

/** Limits a gateway obeys. */
export const GatewayLimits = z.object({
  deadlineMsDefault: z
    .number()
    .int()
    .min(10)
    .max(600_000)
    .describe("Deadline in ms of requests without x-deadline-ms, 10 to 600000."),
  connectTimeoutMs: z
    .number()
    .int()
    .min(10)
    .max(60_000)
    .describe("Ms to wait for a connection to a node, 10 to 60000."),
  probeIntervalMs: z
    .number()
    .int()
    .min(100)
    .max(60_000)
    .describe("Ms between two readiness probes of a node, 100 to 60000."),
  connectionsPerNode: z.number().int().min(1).max(1024).describe("Most connections to one node, 1 to 1024."),
});
export type GatewayLimits = z.infer<typeof GatewayLimits>;

export const Reason = plainText({ what: "a reason", max: 500 }).describe(
  "Why the change is made, up to 500 characters; kept in the audit log.",
);
/**
 * What every DELETE takes. It may be left out: a leaked secret is revoked at once, by a client that sends no body too. The console's
 * pages and the command line ask for it where something in use ends.
 */
export const EndingReason = Reason.optional();
