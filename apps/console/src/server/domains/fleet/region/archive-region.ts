import type { ArchiveRegionInput, RegionArchiveBlock } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision, type Tx } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { keepingRules } from "../../safety/index.ts";
import { regionRemovalBreaches, type TrafficContext } from "../../traffic/index.ts";
import { archiveBlockOf, loadFleet } from "./archive-block.ts";
import { getRegionOrThrow } from "./find-regions.ts";

/**
 * Removes a region from every route policy and from view, and ends its open enrolment tokens. Throws NOT_FOUND, and
 * REFUSED_BY_RULE while it has agents, another origin has no other active member, or a safety rule is against it.
 */
export async function archiveRegion({ ctx, input }: Verb<ArchiveRegionInput, TrafficContext>): Promise<void> {
  const { regionId, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const { name, label } = await getRegionOrThrow(tx, regionId);
    const block = archiveBlockOf(regionId, await loadFleet(tx));
    if (block) throw refusal(name, block);
    const apply = async () => {
      const origins = await removeFromPolicies(tx, regionId, revision);
      await tx.enrolmentToken.updateMany({
        where: { regionId, usedAt: null, revokedAt: null },
        data: { revokedAt: ctx.now() },
      });
      await tx.region.update({ where: { id: regionId }, data: { archivedAt: ctx.now() } });
      const subject = { type: "region", id: regionId };
      await appendChange(tx, ctx, {
        revision,
        kind: "region.archived",
        subject,
        before: { name, label, origins },
        reason,
      });
    };
    await keepingRules(tx, ctx, {
      revision,
      apply,
      breaches: (rules) => regionRemovalBreaches(tx, ctx.agents, regionId, rules),
    });
  });
  ctx.changes.wake();
}

/**
 * Raises the revision of every policy that named the region, so that a change resting on the older one gets CONFLICT. Returns what the
 * region was to these origins, by origin.
 */
async function removeFromPolicies(tx: Tx, regionId: string, revision: bigint) {
  const members = await tx.trafficMember.findMany({ where: { regionId, originRegionId: { not: regionId } } });
  await tx.trafficPolicy.updateMany({ where: { members: { some: { regionId } } }, data: { revision } });
  await tx.trafficMember.deleteMany({ where: { regionId } });
  await tx.trafficPolicy.deleteMany({ where: { originRegionId: regionId } });
  return Object.fromEntries(
    members.map(({ originRegionId, state, weight }) => [originRegionId, { state, weight }]),
  );
}

function refusal(name: string, block: RegionArchiveBlock): AppError {
  const why =
    block.rule === "region-without-agents"
      ? `still has ${block.agents} agents`
      : `is the only active member of ${block.origins.join(", ")}`;
  return new AppError("REFUSED_BY_RULE", `Region ${name} ${why}.`, { details: block });
}
