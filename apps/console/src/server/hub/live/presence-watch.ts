import type { Presence } from "@meridian/contracts/fleet";
import type { Db } from "@meridian/db";
import { recordPresence, type RecordPresenceInput } from "../../domains/fleet/index.ts";
import type { ObservedKind } from "../agents/agent-reports.ts";
import type { AgentSeries } from "./agent-series.ts";
import type { LiveStore } from "./live-store.ts";
import type { Put, WriteQueue } from "../agents/writes/write-queue.ts";

export type PresenceWatchOptions = {
  live: LiveStore;
  db: Db;
  writes: WriteQueue;
  /** Called when an agent falls silent or comes back: what it said of others counts no more, or again. */
  onObserved: (kind: ObservedKind) => void;
};

/** Records an event whenever an agent falls silent or comes back; not for agents this console never saw live. */
export class PresenceWatch {
  private readonly known = new Map<string, Presence>();

  private readonly live: LiveStore;
  private readonly write: Put<RecordPresenceInput>;
  private readonly onObserved: PresenceWatchOptions["onObserved"];

  constructor({ live, db, writes, onObserved }: PresenceWatchOptions) {
    this.live = live;
    this.onObserved = onObserved;
    const write = async (inputs: readonly RecordPresenceInput[]) => {
      for (const input of inputs) await recordPresence(db, input);
    };
    this.write = writes.lane("presence", write, { atOnce: 1 });
  }

  tick(nowMs: number): void {
    const all = this.live.all();
    for (const series of all) this.note(series, nowMs);
    const ids = new Set(all.map(({ agent }) => agent.id));
    for (const id of this.known.keys()) if (!ids.has(id)) this.known.delete(id);
  }

  private note(series: AgentSeries, nowMs: number): void {
    const { lastFrameAtMs, agent, hasLeft } = series;
    if (lastFrameAtMs === null) return;
    const presence = series.presence(nowMs);
    const before = this.known.get(agent.id);
    this.known.set(agent.id, presence);
    if (before === undefined || before === presence || presence === "never") return;
    this.onObserved("agent.presence");
    this.write(agent.id, {
      agentId: agent.id,
      regionId: agent.regionId,
      presence,
      isPlanned: hasLeft,
      lastSeenAt: new Date(lastFrameAtMs),
      at: new Date(nowMs),
    });
  }
}
