import { setTimeout as sleep } from "node:timers/promises";
import { SimAgent, type SimIdentity } from "./sim-agent.ts";

/** `perSecond`: requests of each gateway; nodes share them alike. */
export type SimFleetOptions = { consoleUrl: string; perSecond: number };

/** Connections are opened in small groups, so that the process of the agents is not what is measured. */
const connectedTogether = 10;

/** Simulated agents by the hundred, in this process. */
export class SimFleet {
  readonly agents: SimAgent[];

  constructor(identities: readonly SimIdentity[], { consoleUrl, perSecond }: SimFleetOptions) {
    const gateways = identities.filter(({ role }) => role === "gateway").length;
    const perNode = (perSecond * gateways) / Math.max(1, identities.length - gateways);
    this.agents = identities.map((identity) => {
      return new SimAgent({
        consoleUrl,
        identity,
        perSecond: identity.role === "gateway" ? perSecond : perNode,
      });
    });
  }

  /** Resolves when all are connected; throws when they are not within `limitMs`. */
  async connect(limitMs = 300_000): Promise<void> {
    const untilMs = performance.now() + limitMs;
    for (let from = 0; from < this.agents.length; from += connectedTogether) {
      for (const agent of this.agents.slice(from, from + connectedTogether)) agent.connect();
      await sleep(100);
    }
    while (this.connected < this.agents.length) {
      if (performance.now() > untilMs)
        throw new Error(`${this.connected} of ${this.agents.length} connected`);
      await sleep(100);
    }
  }

  get connected(): number {
    return this.agents.filter(({ isConnected }) => isConnected).length;
  }

  get framesSent(): number {
    return this.agents.reduce((sum, { framesSent }) => sum + framesSent, 0);
  }

  get snapshotsApplied(): number {
    return this.agents.reduce((sum, { snapshotsApplied }) => sum + snapshotsApplied, 0);
  }

  stop(): void {
    for (const agent of this.agents) agent.stop();
  }
}
