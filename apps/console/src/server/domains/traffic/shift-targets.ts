import { type TrafficChanged, weightsProblem } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision } from "@meridian/db";
import { keepingRules, safetyBreaches } from "../safety/index.ts";
import { assertUnchangedSince } from "./conflict.ts";
import { nextTargets, type DesiredTarget, type TargetInput } from "./desired-target.ts";
import type { TrafficContext } from "./views/get-traffic.ts";
import { loadTargets, type TrafficSubject } from "./subject.ts";
import { writeTargets } from "./write-targets.ts";

type Shift = {
  subject: TrafficSubject;
  baseRevision: string;
  targets: readonly TargetInput[];
  reason: string;
};

/**
 * Sets targets of a subject within the safety rules. Returns once recorded; gateways converge on the new revision
 * afterwards.
 */
export async function shiftTargets(ctx: TrafficContext, shift: Shift): Promise<TrafficChanged> {
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
    throw new AppError("VALIDATION", `Nobody would serve: ${problem}.`, { details: { rule: "weights" } });
}
