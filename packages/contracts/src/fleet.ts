import { z } from "zod";

export const AgentRole = z.enum(["inference", "gateway"]);
export type AgentRole = z.infer<typeof AgentRole>;

/** What an operator asked of a target; see docs/architecture.md, "The words". */
export const TargetState = z.enum(["active", "standby", "drain", "cordon"]);
export type TargetState = z.infer<typeof TargetState>;

/** The stricter of two states wins: active < standby < drain < cordon. */
export function stricterState(a: TargetState, b: TargetState): TargetState {
  return TargetState.options.indexOf(a) >= TargetState.options.indexOf(b) ? a : b;
}

export const Weight = z.number().int().min(0).max(1000);
export type Weight = z.infer<typeof Weight>;

export const Precision = z.enum(["fp32", "fp16", "int8"]);
export type Precision = z.infer<typeof Precision>;

export const UserRole = z.enum(["viewer", "operator", "approver", "admin"]);
export type UserRole = z.infer<typeof UserRole>;

/** Roles are ordered: each may do all that the one before may. */
export function roleIncludes(role: UserRole, needed: UserRole): boolean {
  return UserRole.options.indexOf(role) >= UserRole.options.indexOf(needed);
}

/** A region's name: a DNS label, since it stands in URLs, metrics and host names. */
export const RegionName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/, "expected lower-case letters, digits and dashes, e.g. eu-central");
export const AgentName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,61}[a-z0-9]$/, "expected lower-case letters, digits, dots and dashes");

/** Where an agent listens: an absolute http(s) URL without path, query or credentials. */
export const AgentUrl = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isPlain = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
  return isPlain && (url.protocol === "http:" || url.protocol === "https:");
}, "expected an absolute http(s) URL without path, e.g. http://10.0.0.5:8080");

/** How the console sees an agent's link: `live`, `stale` (no frame for 3 s), `offline` (10 s), `never` enrolled-but-unseen. */
export const Presence = z.enum(["live", "stale", "offline", "never"]);
export type Presence = z.infer<typeof Presence>;

/** Limits an inference node obeys; central configuration, part of the snapshot. */
export const InferenceLimits = z.object({
  /** Padded tokens in one batch. */
  batchTokensMax: z.number().int().min(32).max(65_536),
  /** Addresses waiting; above it requests are refused with 429. */
  queueLengthMax: z.number().int().min(1).max(100_000),
  /** Bytes of the result cache; 0 switches it off. */
  cacheBytes: z.number().int().min(0),
  /** Used when the caller sends no `x-deadline-ms`. */
  deadlineMsDefault: z.number().int().min(10).max(600_000),
});
export type InferenceLimits = z.infer<typeof InferenceLimits>;

/** Limits a gateway obeys. */
export const GatewayLimits = z.object({
  deadlineMsDefault: z.number().int().min(10).max(600_000),
  connectTimeoutMs: z.number().int().min(10).max(60_000),
  probeIntervalMs: z.number().int().min(100).max(60_000),
  connectionsPerNode: z.number().int().min(1).max(1024),
});
export type GatewayLimits = z.infer<typeof GatewayLimits>;

/** Why a person changes something; kept in the audit log. */
export const Reason = z.string().trim().min(1, "expected a reason").max(500);
