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

const region: Find = (_db, { regionId }) => some(regionId);
const origin: Find = (_db, { originRegionId }) => some(originRegionId);
const agent: Find = (db, { agentId }) => regionOfAgent(db, agentId);
const rollout: Find = (db, { rolloutId }) =>
  rolloutId === undefined ? [] : findRolloutRegions(db, rolloutId);

/** The regions that each mutation changes. One that is missing here concerns all of them, such as a freeze. */
const finders: Readonly<Record<string, Find>> = {
  "agent.acceptAddress": agent,
  "agent.archive": agent,
  "agent.rename": agent,
  "agent.revokeCredential": agent,
  "agent.revokeToken": regionOfEnrolmentToken,
  "region.archive": region,
  "region.update": region,
  "rollout.pause": rollout,
  "rollout.resume": rollout,
  "rollout.rollBack": rollout,
  "rollout.start": (_db, { regionIds }) => regionIds,
  "tester.parse": async (db, { regionId, nodeId }) => [
    ...some(regionId),
    ...(nodeId === undefined ? [] : await regionOfAgent(db, nodeId)),
  ],
  "traffic.shift": origin,
  "traffic.shiftNodes": region,
  "traffic.split": origin,
  "traffic.undo": regionOfChange,
};

/** Ids of the regions that a mutation with this input would change; none for one that concerns all, or nothing known. */
export async function regionsConcerned(db: Db, mutation: string, rawInput: unknown): Promise<string[]> {
  return (await finders[mutation]?.(db, Named.parse(rawInput))) ?? [];
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
