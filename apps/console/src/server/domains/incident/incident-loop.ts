import type { IncidentView } from "@meridian/contracts/api";
import { type Loop, loopContext, type LoopHost, startLoop } from "../../loops/loop.ts";
import type { AgentLink, PresenceEvidence } from "../agent-link.ts";
import type { ServiceContext } from "../context.ts";
import type { ConsoleCounters } from "../console-counters.ts";
import { findEvidence } from "./find-evidence.ts";
import { findOpenIncident } from "./incident-row.ts";
import { judgeIncident, openIncident } from "./open-incident.ts";
import { isMassEvent, judge, LossWatch } from "./mass-loss.ts";

type Context = ServiceContext & {
  agents: Pick<AgentLink, "presenceEvidence">;
  counters: Pick<ConsoleCounters, "incident">;
};

/** `known`: nodes that were heard within the last minute. */
type Seen = PresenceEvidence & { known: number };

const name = "mass-events";

/** `refresh` judges presence now; it waits for a tick that is under way instead of starting another. */
export type IncidentLoop = Loop & { refresh(): Promise<void> };

/** Every replica runs it, for its own agents. */
export function startIncidentLoop(host: LoopHost): IncidentLoop {
  const { agents, counters } = host;
  const watch = new MassEventWatch();
  const refresh = () => watch.tick({ ...loopContext(host, name), agents, counters });
  return { ...startLoop(host, { name, everyMs: 1000, tick: refresh }), refresh };
}

/**
 * When many nodes are lost at once, the console suspects itself first: one incident opens and automation waits until
 * gateways confirm the loss, or the nodes are heard again. Gateways are asked nothing and told nothing.
 */
export class MassEventWatch {
  private readonly losses = new LossWatch();
  private underWay: Promise<void> | null = null;
  /** Lost nodes of the open incident. */
  private own = new Set<string>();
  /** Nodes still lost when their incident was closed: they do not open another one. */
  private settled = new Set<string>();

  /** Single-flight: a second caller waits for the tick that is under way. */
  tick(ctx: Context): Promise<void> {
    this.underWay ??= this.judgeAll(ctx).finally(() => (this.underWay = null));
    return this.underWay;
  }

  private async judgeAll(ctx: Context): Promise<void> {
    const evidence = ctx.agents.presenceEvidence();
    const { lost, nodes } = this.losses.refresh(evidence.nodes, ctx.now().getTime());
    const open = await findOpenIncident(ctx.db);
    ctx.counters.incident = open?.state ?? null;
    if (!open) this.settle(this.own);
    this.settled = new Set(lost.filter((id) => this.settled.has(id)));
    const counted = lost.filter((id) => !this.settled.has(id));
    const seen = { ...evidence, known: nodes };
    if (open) return this.judgeOpen(ctx, open, counted, seen);
    if (isMassEvent(counted.length, nodes)) await this.open(ctx, counted, seen);
  }

  private async open(
    ctx: Context,
    lost: readonly string[],
    { gateways, known }: Pick<Seen, "gateways" | "known">,
  ) {
    await openIncident({ ctx, input: await findEvidence(ctx.db, lost, { nodes: known, gateways }) });
  }

  private async judgeOpen(
    ctx: Context,
    open: IncidentView,
    counted: readonly string[],
    { nodes, gateways, known }: Seen,
  ): Promise<void> {
    const named = open.evidence.lost.map(({ id }) => id);
    const news = counted.filter((id) => !named.includes(id));
    if (open.state === "confirmed" && isMassEvent(news.length, known)) {
      this.settle(named);
      await judgeIncident({ ctx, input: { state: "closed", closedReason: "superseded" } });
      return this.open(ctx, news, { gateways, known });
    }
    this.own = new Set([...named, ...counted]);
    const silent = new Set(nodes.filter(({ isLost }) => isLost).map(({ id }) => id));
    const missing = [...this.own].filter((id) => silent.has(id));
    if (!isMassEvent(missing.length, open.evidence.nodes)) {
      this.own.clear();
      return judgeIncident({ ctx, input: { state: "closed", closedReason: "recovered" } });
    }
    const evidence = await findEvidence(ctx.db, missing, { nodes: open.evidence.nodes, gateways });
    const openForMs = ctx.now().getTime() - open.openedAt.getTime();
    const state = judge({ state: open.state, openForMs }, evidence);
    if (state !== open.state) await judgeIncident({ ctx, input: { state, evidence } });
  }

  private settle(ids: Iterable<string>): void {
    this.settled = new Set([...this.settled, ...ids]);
    this.own.clear();
  }
}
