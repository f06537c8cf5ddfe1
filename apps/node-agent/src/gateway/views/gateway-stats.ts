import { gatewayCounters, type gatewayStages } from "@meridian/contracts/wire";
import { Sketches } from "../../telemetry/sketches.ts";

type Counter = (typeof gatewayCounters)[number];
type GatewayStage = (typeof gatewayStages)[number];

/** What this gateway has done since it started. The version stays empty: a gateway never looks into bodies. */
export class GatewayStats {
  readonly counters = Object.fromEntries(gatewayCounters.map((name) => [name, 0])) as Record<Counter, number>;
  readonly sketches = new Sketches();
  inFlight = 0;

  count(counter: Counter): void {
    this.counters[counter]++;
  }

  began(): void {
    this.counters.requests++;
    this.inFlight++;
  }

  ended(status: number, totalMs: number): void {
    this.inFlight--;
    const outcome = outcomeOf(status);
    this.counters[outcome]++;
    // A refusal is quick and a timeout slow: latency is that of answers, failures are counted beside it.
    if (outcome === "ok") this.record("total", totalMs);
  }

  /** A client's own doing: it lowers nobody's share of requests that went well. */
  refusedByKey(): void {
    this.counters.requests++;
    this.counters.clientErrors++;
    this.counters.refusedByKey++;
  }

  record(stage: GatewayStage, ms: number): void {
    this.sketches.record(stage, "", ms);
  }
}

function outcomeOf(status: number): Counter {
  if (status < 400) return "ok";
  if (status === 429) return "refused";
  return status < 500 ? "clientErrors" : "serverErrors";
}
