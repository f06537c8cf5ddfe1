import type { Presence } from "@meridian/contracts/fleet";
import { type Effective, hashOf, InferenceSnapshot } from "@meridian/contracts/wire";
import type { AgentLink } from "../domains/agent-link.ts";
import type { ServiceContext } from "../domains/context.ts";
import { recordObserved } from "../domains/fleet/index.ts";
import { findSnapshot, refreshSnapshots } from "../domains/snapshot/index.ts";
import { noAgents } from "./no-agents.ts";

/** Links of agents that are all connected, apart from those whose presence is set. */
export function connectedAgents(): AgentLink & { presences: Map<string, Presence> } {
  const presences = new Map<string, Presence>();
  return {
    ...noAgents,
    presences,
    presenceOf: (agentId) => presences.get(agentId) ?? "live",
    isConnected: () => true,
  };
}

/** Reports what a node reports that runs by its newest snapshot; versions in `broken` (by name) do not load. */
export async function obey(
  ctx: ServiceContext,
  agentId: string,
  broken: readonly string[] = [],
): Promise<void> {
  await refreshSnapshots(ctx.db, () => "bearer-of-the-tests-0001");
  const stored = await findSnapshot(ctx.db, agentId);
  if (!stored) throw new Error(`no snapshot of ${agentId}`);
  const snapshot = InferenceSnapshot.parse(JSON.parse(stored.envelope.body));
  const slots = snapshot.models.map(({ name, digest, precision }) => ({
    ...{ name, digest, precision, provider: "cpu" },
    ...(broken.includes(name)
      ? { status: "failed" as const, reason: "vocab.txt: expected another digest" }
      : { status: "ready" as const, reason: null }),
  }));
  const [answering] = slots;
  const effective: Effective = {
    role: "inference",
    isReady: answering?.status === "ready",
    slots,
    defaultDigest: snapshot.defaultDigest,
    defaultPrecision: snapshot.models[0]?.precision ?? null,
    limits: {},
  };
  await recordObserved(ctx.db, [
    {
      ...{ agentId, regionId: snapshot.region.id, at: ctx.now() },
      observed: {
        applied: stored.position,
        outcome: "converged",
        reason: null,
        effectiveHash: await hashOf(effective),
        effective,
      },
    },
  ]);
}
