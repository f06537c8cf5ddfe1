import { openRolloutStates } from "@meridian/contracts/api";
import { inTransaction, nextRevision, type Db, type Tx } from "@meridian/db";
import { applyActions } from "./apply-actions.ts";
import { findGateFigures, type GateFigures } from "./gates.ts";
import { findRolloutNodes, type RolloutNode } from "./rollout-nodes.ts";
import { type Rollout, toRollout, withVersion } from "./progress.ts";
import { type RolloutAction } from "./actions.ts";
import { type RolloutContext } from "./get-rollout.ts";
import { isAutomationHeld } from "../incident/index.ts";
import { holdsLease, type Lease } from "../../loops/lease.ts";
import { planRollout } from "./plan/plan-rollout.ts";

/** Telemetry is stored every 10 s; a long bake need not read all of it every second. */
const figuresAgeMaxMs = 2000;

type Plan = { rollout: Rollout; nodes: RolloutNode[]; actions: RolloutAction[] };

/** Brings the open rollout on, transition by transition. All it knows is in the database: any console can go on. */
export class RolloutsController {
  private figures: { key: string; readAtMs: number; value: GateFigures } | null = null;

  constructor(private readonly watchedSinceMs: number) {}

  /** Does what is due. Does nothing once the lease is lost. */
  async execute(ctx: RolloutContext, lease: Lease): Promise<void> {
    while (await this.advance(ctx, lease)) ctx.changes.wake();
  }

  /** Makes one transition; false when there is nothing to do. What is done is planned anew under the revision's lock. */
  private async advance(ctx: RolloutContext, lease: Lease): Promise<boolean> {
    if (!(await this.plan(ctx, ctx.db))) return false;
    return inTransaction(ctx.db, async (tx) => {
      const revision = await nextRevision(tx);
      if (!(await holdsLease(tx, lease))) return false;
      const plan = await this.plan(ctx, tx);
      if (!plan) return false;
      await applyActions(tx, ctx, { revision, ...plan });
      return true;
    });
  }

  private async plan(ctx: RolloutContext, db: Db | Tx): Promise<Plan | null> {
    const row = await db.rollout.findFirst({
      where: { state: { in: [...openRolloutStates] } },
      ...withVersion,
    });
    if (!row) return null;
    const rollout = toRollout(row);
    const regionIds = rollout.steps.map(({ regionId }) => regionId);
    const nodes = await findRolloutNodes(db, ctx.agents, regionIds);
    const regions = await db.region.findMany({ where: { id: { in: regionIds } } });
    const regionNames = new Map(regions.map(({ id, name }) => [id, name]));
    const figures = await this.readFigures(db, rollout, ctx.now());
    const clock = { nowMs: ctx.now().getTime(), watchedSinceMs: this.watchedSinceMs };
    // A freeze or the brake holds a rollout like a pause: nothing new is begun, what was begun is watched on.
    const isHeld = rollout.state === "running" && (await isAutomationHeld(db));
    const seen: Rollout = isHeld ? { ...rollout, state: "paused" } : rollout;
    const actions = planRollout(seen, { nodes, regionNames, figures }, clock);
    return actions.length > 0 ? { rollout, nodes, actions } : null;
  }

  /** Of the region that is being watched. */
  private async readFigures(db: Db | Tx, rollout: Rollout, now: Date): Promise<GateFigures | null> {
    const baking = rollout.steps.find(({ state }) => state === "baking");
    if (!baking?.switchedAt) return null;
    const { regionId, switchedAt } = baking;
    const key = `${rollout.id} ${regionId} ${switchedAt.getTime()}`;
    const readAtMs = now.getTime();
    const known = this.figures;
    if (known?.key === key && readAtMs - known.readAtMs < figuresAgeMaxMs) return known.value;
    const value = await findGateFigures(db, { regionId, switchedAt, version: rollout.version.name }, now);
    this.figures = { key, readAtMs, value };
    return value;
  }
}
