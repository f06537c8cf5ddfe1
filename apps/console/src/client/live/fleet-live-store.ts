import type { AgentLive, FleetLive, OriginLive, RegionLive } from "@meridian/contracts/wire";

export type History = readonly (number | null)[];
/** An agent's newest figures; `receivedAtMs` is the page's clock. */
export type ReceivedLive = AgentLive & { receivedAtMs: number };

export const historyStepMs = 15_000;
const historyLength = 60;
const noHistory: History = Array.from({ length: historyLength }, () => null);

/**
 * The fleet's live figures outside React. What a message does not list keeps its identity, so that only rows whose
 * figures changed are drawn again.
 */
export class FleetLiveStore {
  private seq: number | null = null;
  /** When the database last answered, while it does not; null while it does. */
  databaseAwaySinceMs: number | null = null;
  private agents = new Map<string, ReceivedLive>();
  private regions = new Map<string, RegionLive>();
  private origins = new Map<string, OriginLive>();
  private histories: ReadonlyMap<string, History> = new Map();
  /** The hub's clock, in whole steps: where all histories end. */
  private historyStep = 0;
  private readonly listeners = new Set<() => void>();

  /** False when messages are missing or out of order: the figures stand still until everything comes again. */
  apply(message: FleetLive, nowMs: number): boolean {
    if (message.isWhole) this.reset(message);
    else if (this.seq === null || message.seq !== this.seq + 1) return false;
    this.seq = message.seq;
    this.databaseAwaySinceMs = message.databaseAwaySinceMs ?? null;
    this.extendHistories(Math.floor(message.atMs / historyStepMs));
    for (const { history: _history, ...live } of message.agents) {
      this.agents.set(live.id, { ...live, receivedAtMs: nowMs });
    }
    for (const region of message.regions) this.regions.set(region.id, region);
    for (const origin of message.origins) this.origins.set(origin.id, origin);
    for (const listener of this.listeners) listener();
    return true;
  }

  agent(id: string): ReceivedLive | null {
    return this.agents.get(id) ?? null;
  }

  region(id: string): RegionLive | null {
    return this.regions.get(id) ?? null;
  }

  /** Where an origin's requests went lately. */
  origin(id: string): OriginLive | null {
    return this.origins.get(id) ?? null;
  }

  /** How many agents applied something newer than the database holds. */
  countAhead(): number {
    return [...this.agents.values()].filter(({ isAhead }) => isAhead).length;
  }

  history(id: string): History {
    return this.histories.get(id) ?? noHistory;
  }

  /** A new map every 15 s. */
  allHistories(): ReadonlyMap<string, History> {
    return this.histories;
  }

  /** The hub's time at which the newest point of every history ends. */
  get historyEndMs(): number {
    return this.historyStep * historyStepMs;
  }

  /** Changes with every message; null before the first. */
  get lastSeq(): number | null {
    return this.seq;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private reset(message: FleetLive): void {
    this.agents = new Map();
    this.regions = new Map();
    this.origins = new Map();
    this.histories = new Map(message.agents.map(({ id, history }) => [id, history ?? noHistory]));
    this.historyStep = Math.floor(message.atMs / historyStepMs);
  }

  /** Between whole messages each finished step gets the rate that stood at its end. What passed unheard stays a gap. */
  private extendHistories(step: number): void {
    const steps = Math.min(historyLength, step - this.historyStep);
    if (steps <= 0) return;
    const extended = new Map<string, History>();
    for (const [id, { presence, requestsPerSecond }] of this.agents) {
      const point = presence === "live" ? requestsPerSecond : null;
      const added = Array.from({ length: steps }, (_, index) => (index === 0 ? point : null));
      extended.set(id, [...this.history(id), ...added].slice(-historyLength));
    }
    this.histories = extended;
    this.historyStep = step;
  }
}
