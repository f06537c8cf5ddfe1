import { Histogram } from "@meridian/contracts/measure";
import {
  gatewayCounters,
  inferenceCounters,
  type Snapshot,
  type SnapshotNode,
  type StageHistogram,
  type TelemetryFrame,
} from "@meridian/contracts/wire";

type FrameParts = Pick<
  TelemetryFrame,
  "counters" | "gauges" | "histograms" | "targets" | "table" | "batchRows"
>;

/** What a simulated agent says it did in the second before, at a steady load. */
export interface Work {
  obey(snapshot: Snapshot): void;
  second(): FrameParts;
}

/** Milliseconds by which simulated latencies are spread. */
const latenciesMs = [4, 6, 7, 8, 9, 11, 14, 19, 28, 60];

function totals(version: string, requests: number): StageHistogram[] {
  const histogram = new Histogram();
  for (const ms of latenciesMs) histogram.record(ms, requests / latenciesMs.length);
  return [{ stage: "total", version, sparse: histogram.toSparse(), sumMs: histogram.sumMs }];
}

/** A node that answers `perSecond` requests a second with its first version. */
export class NodeWork implements Work {
  private readonly counters: Record<string, number> = Object.fromEntries(
    inferenceCounters.map((name) => [name, 0]),
  );
  private version = "";

  constructor(private readonly perSecond: number) {}

  obey(snapshot: Snapshot): void {
    if (snapshot.role === "inference") this.version = snapshot.models[0]?.name ?? "";
  }

  second(): FrameParts {
    const tokens = this.perSecond * 24;
    const done = {
      requests: this.perSecond,
      ok: this.perSecond,
      addresses: this.perSecond,
      batches: this.perSecond,
    };
    for (const [name, by] of Object.entries({ ...done, tokensReal: tokens, tokensPadded: tokens })) {
      this.counters[name] = (this.counters[name] ?? 0) + by;
    }
    return {
      counters: { ...this.counters },
      gauges: { inFlight: 1, queueLength: 0, rssBytes: 4e8, loopDelayMsP99: 1, tokensPerSecondMax: 20_000 },
      histograms: totals(this.version, this.perSecond),
      batchRows: [this.counters.batches ?? 0, 0, 0, 0, 0, 0, 0, 0, 0],
    };
  }
}

type Target = { id: string; share: number; picks: number; expected: number };

/** A gateway that sends `perSecond` requests a second to all nodes that its routing table lets serve, by their weights. */
export class GatewayWork implements Work {
  private readonly counters: Record<string, number> = Object.fromEntries(
    gatewayCounters.map((name) => [name, 0]),
  );
  private targets: Target[] = [];
  private table = 0;

  constructor(private readonly perSecond: number) {}

  obey(snapshot: Snapshot): void {
    if (snapshot.role !== "gateway") return;
    this.table++;
    const regions = snapshot.regions.filter(isServing);
    const weights = regions.reduce((sum, { weight }) => sum + weight, 0);
    this.targets = regions.flatMap((region) => {
      const nodes = region.nodes.filter(isServing);
      const own = nodes.reduce((sum, { weight }) => sum + weight, 0);
      return nodes.map(({ id, weight }) => {
        return { id, share: (region.weight / weights) * (weight / own), picks: 0, expected: 0 };
      });
    });
  }

  second(): FrameParts {
    for (const target of this.targets) {
      target.expected += this.perSecond * target.share;
      target.picks = Math.round(target.expected);
    }
    for (const name of ["requests", "ok"]) this.counters[name] = (this.counters[name] ?? 0) + this.perSecond;
    return {
      counters: { ...this.counters },
      gauges: { inFlight: 3, loopDelayMsP99: 1, nodes: this.targets.length, nodesOut: 0 },
      histograms: totals("", this.perSecond),
      targets: this.targets.map(({ id, picks, expected }) => [id, picks, Number(expected.toFixed(3)), 0]),
      table: this.table,
    };
  }
}

function isServing({ state, weight }: Pick<SnapshotNode, "state" | "weight">): boolean {
  return state === "active" && weight > 0;
}
