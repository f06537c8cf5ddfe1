import type { AgentActionInput, AgentArchiveRule } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { AgentRole, Presence, MemberState } from "@meridian/contracts/fleet";
import { Effective } from "@meridian/contracts/wire";
import { inTransaction, nextRevision } from "@meridian/db";
import type { AgentLink } from "../../agent-link.ts";
import type { ServiceContext, Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { keepingRules } from "../../safety/index.ts";
import { nodeRemovalBreaches } from "../../traffic/index.ts";
import { getAgentOrThrow } from "./get-agent.ts";
import { endBearers } from "./renew-bearers.ts";

export type ArchiveContext = ServiceContext & { agents: Pick<AgentLink, "disconnect" | "presenceOf"> };

const refusals: Record<AgentArchiveRule, string> = {
  "node-without-traffic": "This node takes traffic: drain or cordon it first.",
  "gateway-stopped": "This gateway runs: stop its process first.",
};

/**
 * Removes an agent from every snapshot, closes its socket and invalidates its credential and bearers. Throws NOT_FOUND, and
 * REFUSED_BY_RULE for a node with traffic, for a running gateway and against a safety rule.
 */
export async function archiveAgent({ ctx, input }: Verb<AgentActionInput, ArchiveContext>): Promise<void> {
  const { agentId, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const agent = await getAgentOrThrow(tx, agentId);
    const { role, state, name, regionId } = agent;
    const observed = await tx.agentObserved.findUnique({ where: { agentId } });
    const effective = Effective.safeParse(observed?.effective).data;
    const presence = ctx.agents.presenceOf(agentId);
    const rule = archiveRuleAgainst({ role, state, presence, isReady: effective?.isReady ?? false });
    if (rule) throw new AppError("REFUSED_BY_RULE", refusals[rule], { details: { rule } });
    const apply = async () => {
      await tx.agent.update({ where: { id: agentId }, data: { archivedAt: ctx.now() } });
      await endBearers(tx, agent);
      const subject = { type: "agent", id: agentId };
      const before = { name, role, regionId, state };
      await appendChange(tx, ctx, { revision, kind: "agent.archived", subject, before, reason });
    };
    const node = { id: agentId, regionId };
    await keepingRules(tx, ctx, {
      revision,
      apply,
      ...(role === "inference" && {
        breaches: (rules) => nodeRemovalBreaches(tx, ctx.agents, node, rules),
      }),
    });
  });
  ctx.changes.wake();
  ctx.agents.disconnect(agentId, "archived");
}

type ArchiveCandidate = { role: AgentRole; state: MemberState; presence: Presence; isReady: boolean };

/** The rule that keeps an agent from being archived now; null when there is none. */
export function archiveRuleAgainst({
  role,
  state,
  presence,
  isReady,
}: ArchiveCandidate): AgentArchiveRule | null {
  if (presence === "offline" || presence === "never") return null;
  if (role === "gateway") return "gateway-stopped";
  return state === "active" && isReady ? "node-without-traffic" : null;
}
