import type { Db } from "@meridian/db";
import type { Logger } from "../../boot/logger.ts";
import type { ObservedInput } from "../../domains/fleet/index.ts";
import { findAhead } from "../../domains/snapshot/index.ts";
import type { LiveStore } from "../live/live-store.ts";

type Parts = { db: Db; live: LiveStore; logger: Logger };

/** Agents refuse a database that is older than what they applied, and go on by themselves: somebody has to say so. */
export async function judgeAhead(
  { db, live, logger }: Parts,
  inputs: readonly ObservedInput[],
): Promise<void> {
  const applied = inputs.flatMap(({ agentId, observed }) =>
    observed.applied ? [[agentId, observed.applied] as const] : [],
  );
  const ahead = await findAhead(db, new Map(applied));
  for (const [agentId, position] of applied) {
    if (!live.markAhead(agentId, ahead.has(agentId))) continue;
    logger.error(
      { agentId, name: live.nameOf(agentId), applied: position },
      "an agent is ahead of the database: after a restore run `npm run admin -- raise-epoch`",
    );
  }
}
