import type { GatewayLimits } from "@meridian/contracts/fleet";
import { type buildConnector, Pool } from "undici";
import type { Clock } from "../../clock.ts";
import type { NodeEvidence } from "./node-evidence.ts";
import { Prober } from "./prober.ts";

export type UpstreamOptions = {
  url: string;
  connect: buildConnector.connector | buildConnector.BuildOptions;
  limits: GatewayLimits;
  evidence: NodeEvidence;
  clock: Clock;
  random: () => number;
};

/** The connections to one node: those for requests, and one for probes. */
export class Upstream {
  readonly evidence: NodeEvidence;
  readonly pool: Pool;
  private readonly prober: Prober;

  constructor({ url, connect, limits, evidence, clock, random }: UpstreamOptions) {
    const { connectionsPerNode, probeIntervalMs } = limits;
    this.evidence = evidence;
    this.pool = new Pool(url, { connections: connectionsPerNode, pipelining: 1, connect });
    this.prober = new Prober({ url, connect, intervalMs: probeIntervalMs, evidence, clock, random });
  }

  startProbing(): void {
    this.prober.start();
  }

  /** A request just failed: probe now instead of at the next interval. */
  probeSoon(): void {
    this.prober.probeSoon();
  }

  /** Ms to the node and back; null until a probe succeeded. */
  roundTripMs(): number | null {
    return this.prober.roundTripMs();
  }

  earliestReturnMs(nowMs: number): number {
    const ejectedUntilMs = this.evidence.ejectedUntilMs(nowMs);
    return this.evidence.health.evidence
      ? Math.max(ejectedUntilMs, this.prober.earliestRiseMs())
      : ejectedUntilMs;
  }

  /** Finishes what is in flight. */
  async close(): Promise<void> {
    await Promise.all([this.prober.stop(), this.pool.close()]);
  }

  async destroy(): Promise<void> {
    await Promise.all([this.prober.stop(), this.pool.destroy()]);
  }
}
