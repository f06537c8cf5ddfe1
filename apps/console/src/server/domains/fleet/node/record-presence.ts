import type { Db } from "@meridian/db";
import { recordEvent } from "../../audit/index.ts";

export type RecordPresenceInput = {
  agentId: string;
  regionId: string;
  presence: "live" | "stale" | "offline";
  /** It said goodbye. */
  isPlanned: boolean;
  lastSeenAt: Date;
  at: Date;
};

/** Stores that an agent fell silent or came back. */
export async function recordPresence(db: Db, input: RecordPresenceInput): Promise<void> {
  const { agentId, regionId, presence, isPlanned, lastSeenAt, at } = input;
  await db.$transaction(async (tx) => {
    await tx.agentObserved.updateMany({ where: { agentId }, data: { lastSeenAt } });
    const details = { lastSeenAt: lastSeenAt.toISOString(), isPlanned };
    await recordEvent(tx, { kind: `agent.${presence}`, at, agentId, regionId, details });
  });
}
