import type { IncidentView } from "@meridian/contracts";
import type { AgentLink, Sightings } from "../../agent-link.ts";
import type { ServiceContext } from "../../context.ts";
import type { HubCounters } from "../../hub-counters.ts";
import {
  findEvidence,
  findOpenIncident,
  judgeIncident,
  openIncident,
} from "../../services/incident/index.ts";
import { isMassEvent, judge } from "./judge.ts";
import { LossWatch } from "./loss-watch.ts";

type Context = ServiceContext & {
  agents: Pick<AgentLink, "sightings">;
  counters: Pick<HubCounters, "incident">;
};

/**
 * When many nodes fall silent at once, the console suspects itself first: one incident opens and automation waits until
 * gateways confirm the loss, or the nodes are heard again. Gateways are asked nothing and told nothing.
 */
export class MassEventController {
  private readonly losses = new LossWatch();
  private looking: Promise<void> | null = null;
  /** Lost nodes of the open incident. When somebody closes it, they do not open another one. */
  private settled = new Set<string>();

  /** A look that is under way is waited for instead of beginning another. */
  look(ctx: Context): Promise<void> {
    this.looking ??= this.step(ctx).finally(() => (this.looking = null));
    return this.looking;
  }

  private async step(ctx: Context): Promise<void> {
    const sightings = ctx.agents.sightings();
    const { lost, nodes } = this.losses.look(sightings.nodes, ctx.now().getTime());
    const open = await findOpenIncident(ctx.db);
    ctx.counters.incident = open?.state ?? null;
    if (open) {
      this.settled = new Set([...open.evidence.lost.map(({ id }) => id), ...lost]);
      return this.judgeOpen(ctx, open, sightings);
    }
    this.settled = new Set(lost.filter((id) => this.settled.has(id)));
    const news = lost.filter((id) => !this.settled.has(id));
    if (!isMassEvent(news.length, nodes)) return;
    const { gateways } = sightings;
    await openIncident({ ctx, input: await findEvidence(ctx.db, lost, { nodes, gateways }) });
  }

  private async judgeOpen(ctx: Context, open: IncidentView, { nodes, gateways }: Sightings): Promise<void> {
    const silent = new Set(nodes.filter(({ isLost }) => isLost).map(({ id }) => id));
    const missing = [...this.settled].filter((id) => silent.has(id));
    const known = open.evidence.nodes;
    if (!isMassEvent(missing.length, known)) {
      this.settled.clear();
      return judgeIncident({ ctx, input: { state: "closed" } });
    }
    const evidence = await findEvidence(ctx.db, missing, { nodes: known, gateways });
    const openForMs = ctx.now().getTime() - open.openedAt.getTime();
    const state = judge({ state: open.state, openForMs }, evidence);
    if (state !== open.state) await judgeIncident({ ctx, input: { state, evidence } });
  }
}
