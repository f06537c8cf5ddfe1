import { z } from "zod";
import { Sha256Hex } from "../ids.ts";
import { AnyId } from "../text.ts";

export const keyScopes = ["parse", "stream"] as const;
export const KeyScope = z
  .enum(keyScopes)
  .describe("parse: lists of addresses; stream: answers line by line, of up to 10,000 addresses a request.");
export type KeyScope = z.infer<typeof KeyScope>;

/** How an API key begins, for people and for tools that look for leaked secrets. */
export const apiKeyPrefix = "mak";

/**
 * A client's key as gateways know it: the sha256 of the secret, which is random and of 256 bits, and its limits at all gateways
 * together. Scopes and priorities that a gateway does not know yet mean nothing to it.
 */
export const SnapshotKey = z.object({
  id: z.string().max(40),
  name: z.string().max(200),
  hash: Sha256Hex,
  scopes: z.array(z.string()),
  priorities: z.array(z.string()),
  deadlineMsMax: z.number().int().min(1),
  requestsPerSecond: z.number().min(1),
  addressesPerDay: z.number().min(1),
  /** Connected gateways that know it: each grants an equal part of its limits. */
  gateways: z.number().int().min(1),
});
export type SnapshotKey = z.infer<typeof SnapshotKey>;

export const ClientKeys = z.object({
  /** False: keys are counted, and nobody is refused. */
  isAsked: z.boolean(),
  keys: z.array(SnapshotKey).max(2000),
});
export type ClientKeys = z.infer<typeof ClientKeys>;

/** What a gateway counted of a key since the frame before: its id, requests, of these refused, addresses answered. */
export const KeyCounts = z.tuple([
  AnyId,
  z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
]);
export type KeyCounts = z.infer<typeof KeyCounts>;
/** Keys of one frame; the others follow with the next. */
export const keyCountsMax = 16;
