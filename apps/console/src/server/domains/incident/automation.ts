import { brakingStates } from "@meridian/contracts/api";
import type { Tx } from "@meridian/db";
import { isFrozen } from "../safety/index.ts";

/** Whether automation waits: changes are frozen, or so many nodes were lost at once that the console may be mistaken. */
export async function isAutomationHeld(db: Pick<Tx, "setting" | "incident">): Promise<boolean> {
  return (await isFrozen(db)) || (await isBraked(db));
}

async function isBraked(db: Pick<Tx, "incident">): Promise<boolean> {
  return (await db.incident.count({ where: { state: { in: [...brakingStates] } } })) > 0;
}
