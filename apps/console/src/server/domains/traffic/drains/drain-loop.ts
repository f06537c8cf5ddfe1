import { inTransaction } from "@meridian/db";
import type { ServiceContext } from "../../context.ts";
import { isAutomationHeld } from "../../incident/index.ts";
import { endDrains, listDrains } from "./end-drains.ts";
import { holdsLease, type Lease } from "../../../loops/lease.ts";
import { planDrains } from "./plan-drains.ts";

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
