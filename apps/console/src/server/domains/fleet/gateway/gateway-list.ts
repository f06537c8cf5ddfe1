import { inTransaction, nextRevision, type Db } from "@meridian/db";
import { holdsLease, type Lease } from "../../../loops/lease.ts";
import { type Loop, loopContext, type LoopHost, startLeasedLoop } from "../../../loops/loop.ts";
import type { ServiceContext } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";

const name = "gateway-list";
/** Three reports of an agent that is connected: who is silent for longer died with the console that heard it. */
const silentAfterMs = 90_000;

/** What is known of a gateway's connection. */
export type GatewayPresence = {
  id: string;
  createdAt: Date;
  unlistedAt: Date | null;
  lastSeenAt: Date | null;
  awaySince: Date | null;
};

type Clock = { nowMs: number; upMs: number; offlineAfterMs: number };

/** Takes gateways that are away off the list that clients are told, and puts them back. */
export function startGatewayListLoop(host: LoopHost, { offlineAfterMs }: { offlineAfterMs: number }): Loop {
  const begunMs = performance.now();
  return startLeasedLoop(host, {
    ...{ name, everyMs: 2000, leaseMs: 10_000 },
    tick: (lease) =>
      executeGatewayList(loopContext(host, name), lease, {
        upMs: performance.now() - begunMs,
        offlineAfterMs,
      }),
  });
}

/** Each change of the list is a change: gateways are told of it by a newer snapshot. */
export async function executeGatewayList(
  ctx: ServiceContext,
  lease: Lease,
  clock: Omit<Clock, "nowMs">,
): Promise<void> {
  const turned = planGatewayList(await findGateways(ctx.db), { ...clock, nowMs: ctx.now().getTime() });
  for (const { id, unlistedAt } of turned) {
    await inTransaction(ctx.db, async (tx) => {
      if (!(await holdsLease(tx, lease))) return;
      const revision = await nextRevision(tx);
      const after = { unlistedAt: unlistedAt === null ? ctx.now() : null };
      const { count } = await tx.agent.updateMany({
        where: { id, unlistedAt, archivedAt: null },
        data: after,
      });
      if (count === 0) return;
      const kind = after.unlistedAt === null ? "agent.listed" : "agent.unlisted";
      const subject = { type: "agent", id };
      await appendChange(tx, ctx, { revision, kind, subject, before: { unlistedAt }, after });
    });
  }
  if (turned.length > 0) ctx.changes.wake();
}

/**
 * Gateways to be listed or unlisted. One that is back before it counts as offline stays listed, so that a restart changes no
 * snapshot. A console that has just started waits for agents to come back before it takes silence for absence.
 */
export function planGatewayList<G extends GatewayPresence>(gateways: readonly G[], clock: Clock): G[] {
  return gateways.filter((gateway) =>
    gateway.unlistedAt === null ? isAway(gateway, clock) : isBack(gateway, clock),
  );
}

function isAway({ createdAt, lastSeenAt, awaySince }: GatewayPresence, clock: Clock): boolean {
  const silentMs = clock.nowMs - (lastSeenAt ?? createdAt).getTime();
  if (lastSeenAt === null || awaySince !== null) return silentMs >= clock.offlineAfterMs;
  return silentMs >= silentAfterMs && clock.upMs >= silentAfterMs;
}

function isBack({ lastSeenAt, awaySince }: GatewayPresence, { nowMs }: Clock): boolean {
  return lastSeenAt !== null && awaySince === null && nowMs - lastSeenAt.getTime() < silentAfterMs;
}

async function findGateways(db: Db): Promise<GatewayPresence[]> {
  const gateways = await db.agent.findMany({
    where: { role: "gateway", archivedAt: null },
    select: {
      ...{ id: true, createdAt: true, unlistedAt: true },
      observed: { select: { lastSeenAt: true, awaySince: true } },
    },
    orderBy: { id: "asc" },
  });
  return gateways.map(({ observed, ...gateway }) => ({
    ...gateway,
    lastSeenAt: observed?.lastSeenAt ?? null,
    awaySince: observed?.awaySince ?? null,
  }));
}
