import { inTransaction } from "@meridian/db";
import { holdsLease, type Lease } from "../../../loops/lease.ts";
import { type Loop, loopContext, type LoopHost, startLeasedLoop } from "../../../loops/loop.ts";
import type { ServiceContext } from "../../context.ts";
import { type IncidentLoop, isAutomationHeld } from "../../incident/index.ts";
import { endDrains, listDrains, type OpenDrain } from "./end-drains.ts";
import type { RoutePolicyRef } from "../route-policy.ts";

const name = "drains";

export function startDrainLoop(host: LoopHost, incidents: Pick<IncidentLoop, "refresh">): Loop {
  return startLeasedLoop(host, {
    ...{ name, everyMs: 1000, leaseMs: 5000 },
    tick: async (lease) => {
      // Refresh presence before acting: after a stall the cached view is stale.
      await incidents.refresh();
      await executeDrains(loopContext(host, name), lease);
    },
  });
}

/** Ends the drains whose deadline has come. Does nothing once the lease is lost, and while automation is held. */
export async function executeDrains(ctx: ServiceContext, lease: Lease): Promise<void> {
  if (await isAutomationHeld(ctx.db)) return;
  for (const subject of planDrains(await listDrains(ctx.db), ctx.now())) {
    await inTransaction(ctx.db, async (tx) => {
      if (await holdsLease(tx, lease)) await endDrains(tx, ctx, subject);
    });
    ctx.changes.wake();
  }
}

/** The policies with a drain past its deadline, each once. */
export function planDrains(drains: readonly OpenDrain[], now: Date): RoutePolicyRef[] {
  const ended = drains.filter(({ deadlineAt }) => deadlineAt <= now);
  const bySubject = new Map(ended.map(({ subject }) => [`${subject.type} ${subject.id}`, subject]));
  return [...bySubject.values()];
}
