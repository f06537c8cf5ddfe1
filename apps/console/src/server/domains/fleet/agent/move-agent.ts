import type { AcceptAddressInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision, type Tx } from "@meridian/db";
import type { ServiceContext, Verb } from "../../context.ts";
import { appendChange, recordEvent } from "../../audit/index.ts";
import {
  assertNobodyElses,
  type ClaimedAddress,
  type ConsoleAddress,
  isWithin,
  readClaim,
} from "./address-rule.ts";
import { getAgentOrThrow } from "./get-agent.ts";
import { hostOf } from "./place.ts";

/** A verb's context, and where the console listens. */
export type AddressContext = ServiceContext & { consoleAt: ConsoleAddress };

type Move = { agentId: string; claim: ClaimedAddress; host?: string; reason?: string };

/**
 * Stores the address that an agent says it has. On the host that it enrolled with, or in its region's networks, the address takes
 * effect; anywhere else it waits for an operator's consent, and the agent is reached where it was: whoever holds a credential
 * must not lead traffic away by it. Throws REFUSED_BY_RULE as `readClaim` and `assertNobodyElses` do.
 */
export async function recordAddress(ctx: AddressContext, agentId: string, saidUrl: string): Promise<void> {
  const said = new URL(saidUrl).origin;
  const { advertisedUrl, trustedHost, claimedUrl, region } = await ctx.db.agent.findUniqueOrThrow({
    where: { id: agentId },
    include: { region: { select: { id: true, agentNetworks: true } } },
  });
  if (said === advertisedUrl) {
    if (claimedUrl !== null) await ctx.db.agent.update({ where: { id: agentId }, data: noClaim });
    return;
  }
  const claim = await readClaim(said, ctx);
  if (hostOf(claim.url) === trustedHost || isWithin(claim, region.agentNetworks)) {
    await inTransaction(ctx.db, (tx) => move(tx, ctx, { agentId, claim }));
    ctx.changes.wake();
    return;
  }
  await assertNobodyElses(ctx.db, claim, { agentId, networks: region.agentNetworks });
  if (claimedUrl === said) return;
  const at = ctx.now();
  await ctx.db.agent.update({ where: { id: agentId }, data: { claimedUrl: said, claimedAt: at } });
  const details = { claimedUrl: said, advertisedUrl };
  await recordEvent(ctx.db, { kind: "agent.address-claimed", at, agentId, regionId: region.id, details });
}

/**
 * Lets an agent be reached where it says it is; from then on it may change its port there. Throws NOT_FOUND, CONFLICT when it
 * says something else by now, and REFUSED_BY_RULE as `recordAddress` does.
 */
export async function acceptAddress({ ctx, input }: Verb<AcceptAddressInput, AddressContext>): Promise<void> {
  const { agentId, reason } = input;
  const claim = await readClaim(input.url, ctx);
  await inTransaction(ctx.db, async (tx) => {
    const { claimedUrl } = await getAgentOrThrow(tx, agentId);
    if (claimedUrl !== claim.url.origin) {
      throw new AppError("CONFLICT", "The agent does not ask for this address now.", {
        details: { rule: "address-claimed", claimedUrl },
      });
    }
    await move(tx, ctx, { agentId, claim, host: hostOf(claim.url), reason });
  });
  ctx.changes.wake();
}

const noClaim = { claimedUrl: null, claimedAt: null };

async function move(tx: Tx, ctx: ServiceContext, { agentId, claim, host, reason }: Move): Promise<void> {
  const revision = await nextRevision(tx);
  const { advertisedUrl, region } = await tx.agent.findUniqueOrThrow({
    where: { id: agentId },
    select: { advertisedUrl: true, region: { select: { agentNetworks: true } } },
  });
  await assertNobodyElses(tx, claim, { agentId, networks: region.agentNetworks });
  const before = { advertisedUrl };
  const after = { advertisedUrl: claim.url.origin };
  const trusted = host === undefined ? {} : { trustedHost: host };
  await tx.agent.update({ where: { id: agentId }, data: { ...after, ...trusted, ...noClaim } });
  await appendChange(tx, ctx, {
    ...{ revision, kind: "agent.moved", subject: { type: "agent", id: agentId }, before, after },
    ...(reason !== undefined && { reason }),
  });
}
