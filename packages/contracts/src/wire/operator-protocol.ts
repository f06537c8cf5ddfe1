import { z } from "zod";
import { Presence } from "../fleet.ts";
import { ShareMark } from "./telemetry.ts";

/** Socket namespace of the console's pages; the session cookie is the credential. */
export const operatorNamespace = "/operators";
export const operatorEvents = {
  /**
   * Hub to page, once a second: what changed since the message before, be it nothing; everything after joining. A page that
   * hears none does not know how the fleet is.
   */
  fleetLive: "fleet:live",
  /** Hub to page: these kinds of change were committed; refetch what shows them. */
  changed: "changed",
  /** Hub to page before closing the socket. */
  closing: "closing",
} as const;

const Figure = z.number().nullable();

/** One agent's live figures over the last 10 s; null where there is no data. Latencies in ms. */
export const AgentLive = z.object({
  id: z.string(),
  presence: Presence,
  /** Age of the newest frame when this was sent; null if there never was one. */
  ageMs: Figure,
  requestsPerSecond: Figure,
  /** Server errors and refusals ÷ requests, 0–1. */
  errorShare: Figure,
  p50Ms: Figure,
  p95Ms: Figure,
  p99Ms: Figure,
  queueLength: Figure,
  inFlight: Figure,
  cacheHitShare: Figure,
  rssBytes: Figure,
  /** Nodes: tokens run, padding counted, and what the cost model allows in full batches. */
  tokensPerSecond: Figure,
  tokensPerSecondMax: Figure,
  /** It applied a newer snapshot than the database holds: the database was restored and its epoch not raised. */
  isAhead: z.literal(true).optional(),
  /** Requests/s over the last 15 minutes, one point per 15 s, oldest first; null = gap. Only in whole messages. */
  history: z.array(Figure).max(60).optional(),
});
export type AgentLive = z.infer<typeof AgentLive>;

export const RegionLive = z.object({
  id: z.string(),
  requestsPerSecond: Figure,
  successShare: Figure,
  p50Ms: Figure,
  p95Ms: Figure,
  p99Ms: Figure,
});
export type RegionLive = z.infer<typeof RegionLive>;

/** A gateway whose picks differ from its own expected shares, with the region or node that differs most. */
export const PickerFault = z.object({
  gatewayId: z.string().describe("The gateway."),
  targetId: z.string().describe("The region or node that differs most."),
  expected: z.number().describe("Share it should have sent there, 0 to 1."),
  observed: z.number().describe("Share it sent there, 0 to 1."),
  requests: z.number().describe("Requests that the shares rest on."),
});
export type PickerFault = z.infer<typeof PickerFault>;

/**
 * Where an origin's requests went, as its gateways counted, over the last `windowMs`: at most 30 s, and never from before
 * the latest routing table came into effect.
 */
export const OriginLive = z.object({
  id: z.string(),
  windowMs: z.number(),
  /** Picks per node id, and the sum of the shares that were expected at each pick. */
  picks: z.array(z.tuple([z.string(), z.number(), z.number()])),
  /** Why its gateways give nodes and regions other shares than their weights. */
  marks: z.array(ShareMark),
  faults: z.array(PickerFault),
  /** Of the last 10 s: all requests, those the split chose, and those of them that fell back; absent: none was chosen. */
  split: z.object({ requests: z.number(), chosen: z.number(), fallbacks: z.number() }).optional(),
});
export type OriginLive = z.infer<typeof OriginLive>;

export const FleetLive = z.object({
  seq: z.number().int(),
  atMs: z.number(),
  /** True for the first message after joining: replaces all; else agents not listed are unchanged. */
  isWhole: z.boolean(),
  /** The database does not answer: when it last did. Figures are live, what is set is as of then. Absent: it answers. */
  databaseAwaySinceMs: z.number().optional(),
  agents: z.array(AgentLive),
  regions: z.array(RegionLive),
  origins: z.array(OriginLive),
});
export type FleetLive = z.infer<typeof FleetLive>;

export const ChangedMessage = z.object({ revision: z.string(), kinds: z.array(z.string()) });
export type ChangedMessage = z.infer<typeof ChangedMessage>;
