import { openRolloutStates } from "@meridian/contracts/api";
import { inTransaction, nextRevision, type Db, type Tx } from "@meridian/db";
import { applyActions } from "./apply-actions.ts";
import { findGateFigures, type GateFigures } from "./gates.ts";
import { findRolloutNodes, type RolloutNode } from "./rollout-nodes.ts";
import { reachOf, type Rollout, toRollout, withVersion } from "./progress.ts";
import { type RolloutAction } from "./actions.ts";
import { type RolloutContext } from "./get-rollout.ts";
import { type IncidentLoop, isAutomationHeld } from "../incident/index.ts";
import { holdsLease, type Lease } from "../../loops/lease.ts";
import { type Loop, loopContext, type LoopHost, startLeasedLoop } from "../../loops/loop.ts";
import { planRollout } from "./plan/plan-rollout.ts";

/** Telemetry is stored every 10 s: reading all of it every second of a long bake would only load the database. */
const figuresAgeMaxMs = 2000;

type Plan = { rollout: Rollout; nodes: RolloutNode[]; actions: RolloutAction[] };

const name = "rollouts";

export function startRolloutLoop(host: LoopHost, incidents: Pick<IncidentLoop, "refresh">): Loop {
  const { agents } = host;
  const executor = new RolloutExecutor(host.now().getTime());
  return startLeasedLoop(host, {
    ...{ name, everyMs: 1000, leaseMs: 5000 },
    tick: async (lease) => {
      // Refresh presence before planning: after a stall the cached view is stale.
      await incidents.refresh();
      await executor.execute({ ...loopContext(host, name), agents }, lease);
    },
  });
}

/** Advances the open rollout, transition by transition. Its whole state is in the database, so any console can go on. */
export class RolloutExecutor {
  private figures: { key: string; readAtMs: number; value: GateFigures } | null = null;

  constructor(private readonly watchedSinceMs: number) {}

  /** Makes every transition that is due. Does nothing once the lease is lost. */
  async execute(ctx: RolloutContext, lease: Lease): Promise<void> {
    while (await this.advance(ctx, lease)) ctx.changes.wake();
  }

  /** Makes one transition; false when there is nothing to do. Plans again under the revision's lock, as things may have changed. */
  private async advance(ctx: RolloutContext, lease: Lease): Promise<boolean> {
    if (!(await this.plan(ctx, ctx.db))) return false;
    return inTransaction(ctx.db, async (tx) => {
      const revision = await nextRevision(tx);
      if (!(await holdsLease(tx, lease))) return false;
      const plan = await this.plan(ctx, tx);
      if (!plan) return false;
      await applyActions(tx, ctx, { revision, within: reachOf(plan.rollout), ...plan });
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
    // A freeze or an incident holds a rollout like a pause: nothing new begins, what has begun is watched on.
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
