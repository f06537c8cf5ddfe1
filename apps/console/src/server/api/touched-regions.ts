import type { Db } from "@meridian/db";
import { z } from "zod";
import { findRolloutRegions } from "../domains/rollout/index.ts";

const text = z.string().optional().catch(undefined);
/** What inputs name regions by, not validated yet. */
const Named = z
  .object({
    originRegionId: text,
    regionId: text,
    regionIds: z.array(z.string()).catch([]),
    agentId: text,
    nodeId: text,
    rolloutId: text,
    tokenId: text,
    revision: text,
  })
  .catch({ regionIds: [] });
type Named = z.infer<typeof Named>;

type Find = (db: Db, named: Named) => Promise<string[]> | string[];

/**
 * What a mutation touches: regions, found by its input; the whole fleet, such as a freeze; or nothing but what is the caller's own.
 * Every mutation declares one.
 */
export const touching = {
  fleet: "fleet",
  own: "own",
  /** The region that is named. */
  region: ((_db, { regionId }) => some(regionId)) as Find,
  /** The region in which the requests enter. */
  origin: ((_db, { originRegionId }) => some(originRegionId)) as Find,
  /** The region of the agent that is named. */
  agent: ((db, { agentId }) => regionOfAgent(db, agentId)) as Find,
  /** All regions of the rollout that is named. */
  rollout: ((db, { rolloutId }) =>
    rolloutId === undefined ? [] : findRolloutRegions(db, rolloutId)) as Find,
  /** The regions of a list. */
  regions: ((_db, { regionIds }) => regionIds) as Find,
  /** The region through which is asked, and that of the node that answers. */
  tested: (async (db, { regionId, nodeId }) => [
    ...some(regionId),
    ...(nodeId === undefined ? [] : await regionOfAgent(db, nodeId)),
  ]) as Find,
  /** The region that an enrolment token is for. */
  enrolment: regionOfEnrolmentToken,
  /** The region of the change that is named. */
  change: regionOfChange,
} as const;
export type Touches = (typeof touching)[keyof typeof touching];

/** Ids of the regions that a mutation with this input would change; null for one that touches the whole fleet, or nothing known. */
export async function touchedRegions(db: Db, touches: Touches, rawInput: unknown): Promise<string[] | null> {
  if (touches === "fleet" || touches === "own") return null;
  const found = await touches(db, Named.parse(rawInput));
  return found.length === 0 ? null : [...new Set(found)];
}

/** Whether an input names anything by which its regions could be found. */
export function namesAny(rawInput: unknown): boolean {
  return Object.values(Named.parse(rawInput)).some((value) => value !== undefined && value.length > 0);
}

function some(id: string | undefined): string[] {
  return id === undefined ? [] : [id];
}

async function regionOfAgent(db: Db, id: string | undefined): Promise<string[]> {
  if (id === undefined) return [];
  return some((await db.agent.findUnique({ where: { id }, select: { regionId: true } }))?.regionId);
}

async function regionOfEnrolmentToken(db: Db, { tokenId: id }: Named): Promise<string[]> {
  if (id === undefined) return [];
  return some((await db.enrolmentToken.findUnique({ where: { id }, select: { regionId: true } }))?.regionId);
}

/** A change of traffic is of an origin, or of a region's nodes. */
async function regionOfChange(db: Db, { revision }: Named): Promise<string[]> {
  if (revision === undefined || !/^\d{1,18}$/.test(revision)) return [];
  const where = { revision: BigInt(revision), subjectType: { in: ["traffic", "nodes"] } };
  return some((await db.change.findFirst({ where, select: { subjectId: true } }))?.subjectId);
}
