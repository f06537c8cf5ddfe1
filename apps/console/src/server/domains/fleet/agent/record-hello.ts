import { type AgentHello, ownBearers } from "@meridian/contracts/wire";
import type { Verb } from "../../context.ts";
import { type AddressContext, recordAddress } from "./move-agent.ts";
import { recordMeshTls } from "../certificate/record-mesh-tls.ts";
import { recordOwnBearers } from "./renew-bearers.ts";

export type RecordHelloInput = { agentId: string; hello: AgentHello };

/**
 * Stores an agent's hello. A new address, and another way to take bearers or to speak TLS, is a change, because others must learn of it.
 * Throws REFUSED_BY_RULE for an address that is never an agent's.
 */
export async function recordHello({
  ctx,
  input: { agentId, hello },
}: Verb<RecordHelloInput, AddressContext>): Promise<void> {
  const now = ctx.now();
  const said = {
    agentVersion: hello.agentVersion,
    protocol: hello.protocol,
    bootId: hello.bootId,
    connectedAt: now,
    lastSeenAt: now,
    awaySince: null,
    clockSkewMs: hello.clockMs - now.getTime(),
  };
  // Before the address: by the new one a gateway shall verify the node as it is to be verified from its first connection on.
  await recordMeshTls(ctx, agentId, hello.capabilities);
  await recordAddress(ctx, agentId, hello.advertisedUrl);
  await recordOwnBearers(ctx, agentId, hello.capabilities.includes(ownBearers));
  await ctx.db.agentObserved.upsert({ where: { agentId }, create: { agentId, ...said }, update: said });
}
