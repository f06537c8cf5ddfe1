import {
  type ShiftNodesInput,
  type ShiftTrafficInput,
  type TrafficChanged,
  weightsProblem,
} from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../context.ts";
import { keepingRules, safetyBreaches } from "../safety/index.ts";
import { assertUnchangedSince } from "./conflict.ts";
import { nextTargets, type DesiredTarget, type TargetInput } from "./desired-target.ts";
import type { TrafficContext } from "./views/get-traffic.ts";
import { loadTargets, type TrafficSubject } from "./subject.ts";
import { writeTargets } from "./write-targets.ts";

/**
 * Moves an origin's traffic between regions. Throws CONFLICT when the origin changed since `baseRevision`, NOT_FOUND for
 * an unknown or archived region, VALIDATION when no region would serve or a drain has no deadline, PRECONDITION_FAILED against a safety rule.
 */
export function shiftTraffic({
  ctx,
  input,
}: Verb<ShiftTrafficInput, TrafficContext>): Promise<TrafficChanged> {
  const { originRegionId, targets, ...rest } = input;
  return shiftTargets(ctx, {
    ...rest,
    subject: { type: "traffic", id: originRegionId },
    targets: targets.map(({ regionId, ...desired }) => ({ id: regionId, ...desired })),
  });
}

/**
 * Sets states and weights of a region's nodes, for all origins. Throws CONFLICT when they were changed since
 * `baseRevision`, NOT_FOUND for an unknown or archived node or region, VALIDATION when all active nodes would have weight
 * 0 or a drain has no deadline, PRECONDITION_FAILED against a safety rule.
 */
export function shiftNodes({ ctx, input }: Verb<ShiftNodesInput, TrafficContext>): Promise<TrafficChanged> {
  const { regionId, nodes, ...rest } = input;
  return shiftTargets(ctx, {
    ...rest,
    subject: { type: "nodes", id: regionId },
    targets: nodes.map(({ nodeId, ...desired }) => ({ id: nodeId, ...desired })),
  });
}

type Shift = {
  subject: TrafficSubject;
  baseRevision: string;
  targets: readonly TargetInput[];
  reason: string;
};

/**
 * Sets members of a route policy within the safety rules. Returns once recorded; gateways converge on the new revision
 * afterwards.
 */
async function shiftTargets(ctx: TrafficContext, shift: Shift): Promise<TrafficChanged> {
  const { subject, reason } = shift;
  const revision = await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const before = await loadTargets(tx, subject);
    await assertUnchangedSince(tx, subject, BigInt(shift.baseRevision));
    const after = nextTargets(before, shift.targets, { owner: ctx.actor.id, now: ctx.now() });
    assertServes(subject, after);
    await keepingRules(tx, ctx, {
      revision,
      breaches: (rules) => safetyBreaches(tx, ctx.agents, { subject, before, after }, rules),
      apply: () => writeTargets(tx, ctx, { revision, subject, verb: "shifted", before, after, reason }),
    });
    return revision;
  });
  ctx.changes.wake();
  return { revision: String(revision) };
}

/** A region may be left without active nodes: its traffic then goes to its standby nodes or to other regions. */
function assertServes({ type }: TrafficSubject, targets: readonly DesiredTarget[]): void {
  const isLeftOut = type === "nodes" && targets.every(({ state }) => state !== "active");
  const problem = isLeftOut ? null : weightsProblem(targets);
  if (problem)
    throw new AppError("VALIDATION", `No member would serve: ${problem}.`, { details: { rule: "weights" } });
}
