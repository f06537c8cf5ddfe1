import {
  type ShiftNodesInput,
  type ShiftTrafficInput,
  type TrafficChanged,
  weightsProblem,
} from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { lockRevision, nextRevision, type Tx } from "@meridian/db";
import type { Verb } from "../context.ts";
import { keepingRules, safetyBreaches } from "../safety/index.ts";
import { changeTraffic } from "./change-traffic.ts";
import { assertUnchangedSince } from "./conflict.ts";
import { findUnproven } from "./find-unproven.ts";
import { changedMembers, nextMembers, type DesiredMember, type MemberInput } from "./desired-member.ts";
import type { TrafficContext } from "./views/get-traffic.ts";
import { loadMembers, revisionOf, type RoutePolicyRef } from "./route-policy.ts";
import { writePolicy } from "./write-policy.ts";

/**
 * Moves an origin's traffic between regions. Throws CONFLICT when the origin changed since `baseRevision`, NOT_FOUND for
 * an unknown or archived region, REFUSED_BY_RULE when no region would serve, a drain has no deadline, or a safety rule is
 * against it. What is set like that already is no error, and no change.
 */
export function shiftTraffic({
  ctx,
  input,
}: Verb<ShiftTrafficInput, TrafficContext>): Promise<TrafficChanged> {
  const { originRegionId, targets: members, ...rest } = input;
  return shiftMembers(ctx, {
    ...rest,
    subject: { type: "traffic", id: originRegionId },
    targets: members.map(({ regionId, ...desired }) => ({ id: regionId, ...desired })),
  });
}

/**
 * Sets states and weights of a region's nodes, for all origins. Throws CONFLICT when they were changed since
 * `baseRevision`, NOT_FOUND for an unknown or archived node or region, REFUSED_BY_RULE when all active nodes would have
 * weight 0, a drain has no deadline, or a safety rule is against it.
 */
export function shiftNodes({ ctx, input }: Verb<ShiftNodesInput, TrafficContext>): Promise<TrafficChanged> {
  const { regionId, nodes, ...rest } = input;
  return shiftMembers(ctx, {
    ...rest,
    subject: { type: "nodes", id: regionId },
    targets: nodes.map(({ nodeId, state, weight, drain }) => ({ id: nodeId, state, weight, drain })),
  });
}

type Shift = {
  subject: RoutePolicyRef;
  baseRevision: string;
  targets: readonly MemberInput[];
  reason: string;
  dryRun?: boolean | undefined;
};

/**
 * Sets members of a route policy within the safety rules. Returns once recorded; gateways converge on the new revision
 * afterwards.
 */
function shiftMembers(context: TrafficContext, shift: Shift): Promise<TrafficChanged> {
  const { subject, reason, dryRun: isDryRun = false } = shift;
  const make = async (tx: Tx, ctx: TrafficContext) => {
    await lockRevision(tx);
    const before = await loadMembers(tx, subject);
    await assertUnchangedSince(tx, subject, shift.baseRevision);
    const after = nextMembers(before, shift.targets, { owner: ctx.actor.id, now: ctx.now() });
    assertServes(subject, after);
    if (changedMembers(before, after).length === 0)
      return { revision: String(await revisionOf(tx, subject)), unproven: [] };
    const revision = await nextRevision(tx);
    await keepingRules(tx, ctx, {
      revision,
      breaches: (rules) => safetyBreaches(tx, ctx.agents, { subject, before, after }, rules),
      apply: () => writePolicy(tx, ctx, { revision, subject, verb: "shifted", before, after, reason }),
    });
    return { revision: String(revision), unproven: await findUnproven(tx, subject, before, after) };
  };
  return changeTraffic(context, { isDryRun, make, subject });
}

/** A region may be left without active nodes: its traffic then goes to its standby nodes or to other regions. */
function assertServes({ type }: RoutePolicyRef, members: readonly DesiredMember[]): void {
  const isLeftOut = type === "nodes" && members.every(({ state }) => state !== "active");
  const problem = isLeftOut ? null : weightsProblem(members);
  if (problem)
    throw new AppError("REFUSED_BY_RULE", `No member would serve: ${problem}.`, {
      details: { rule: "weights" },
    });
}
