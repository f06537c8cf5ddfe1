import { DrainThen } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { Tx } from "@meridian/db";
import { z } from "zod";
import type { DesiredMember } from "./desired-member.ts";

/** The route policy that a change of traffic sets: an origin's regions, or a region's nodes for all origins. */
export const RoutePolicyRef = z.object({ type: z.enum(["traffic", "nodes"]), id: z.string() });
export type RoutePolicyRef = z.infer<typeof RoutePolicyRef>;

type DrainColumns = { drainOwner: string | null; drainDeadlineAt: Date | null; drainThen: string | null };
type MemberColumns = Pick<DesiredMember, "state" | "weight"> & DrainColumns;

/** All members of a policy, without the archived. Throws NOT_FOUND when the region is unknown or archived. */
export async function loadMembers(tx: Tx, { type, id }: RoutePolicyRef): Promise<DesiredMember[]> {
  await assertRegion(tx, id);
  if (type === "traffic") {
    const rows = await tx.trafficMember.findMany({
      where: { originRegionId: id, region: { archivedAt: null } },
      orderBy: { regionId: "asc" },
      include: { region: { select: { name: true } } },
    });
    return rows.map((row) => toDesiredMember({ ...row, id: row.regionId, name: row.region.name }));
  }
  const nodes = await tx.agent.findMany({
    where: { regionId: id, role: "inference", archivedAt: null },
    orderBy: { id: "asc" },
    omit: { credentialHash: true },
  });
  return nodes.map(toDesiredMember);
}

/** Stores these members of a policy. */
export async function saveMembers(
  tx: Tx,
  { type, id }: RoutePolicyRef,
  members: readonly DesiredMember[],
  revision: bigint,
): Promise<void> {
  if (type === "traffic") {
    await tx.trafficPolicy.update({ where: { originRegionId: id }, data: { revision } });
  }
  for (const member of members) {
    const data = columnsOf(member);
    if (type === "nodes") await tx.agent.update({ where: { id: member.id }, data });
    else {
      const key = { originRegionId: id, regionId: member.id };
      await tx.trafficMember.update({ where: { originRegionId_regionId: key }, data });
    }
  }
}

/** What a change may rest on: a subject, or an origin's version split. */
export type PolicyRef = RoutePolicyRef | { type: "split"; id: string };

/** The revision that last changed a subject; 0 when none did. */
export async function revisionOf(tx: Tx, { type, id }: PolicyRef): Promise<bigint> {
  if (type === "traffic") {
    const policy = await tx.trafficPolicy.findUnique({ where: { originRegionId: id } });
    return policy?.revision ?? 0n;
  }
  const newest = await tx.change.findFirst({
    where: { subjectType: type, subjectId: id },
    orderBy: { revision: "desc" },
    select: { revision: true },
  });
  return newest?.revision ?? 0n;
}

export function toDesiredMember(row: MemberColumns & { id: string; name: string }): DesiredMember {
  const { id, name, state, weight } = row;
  return { id, name, state, weight, drain: drainOf(row) };
}

function drainOf({ drainOwner, drainDeadlineAt, drainThen }: DrainColumns): DesiredMember["drain"] {
  if (drainOwner === null || drainDeadlineAt === null || drainThen === null) return null;
  return { owner: drainOwner, deadlineAt: drainDeadlineAt, then: DrainThen.parse(drainThen) };
}

function columnsOf({ state, weight, drain }: DesiredMember) {
  return {
    state,
    weight,
    drainOwner: drain?.owner ?? null,
    drainDeadlineAt: drain?.deadlineAt ?? null,
    drainThen: drain?.then ?? null,
  };
}

/** Throws NOT_FOUND when the region is unknown or archived. */
export async function assertRegion(tx: Tx, id: string): Promise<void> {
  const region = await tx.region.findFirst({ where: { id, archivedAt: null }, select: { id: true } });
  if (!region) throw new AppError("NOT_FOUND", `There is no region ${id}.`, { details: { regionId: id } });
}
