import { IncidentState } from "@meridian/contracts/api";
import { Counter, Gauge, Registry } from "prom-client";
import type { AgentLink } from "../domains/agent-link.ts";
import type { ConsoleCounters } from "../domains/console-counters.ts";
import { LatencyHistogram } from "./latency-histogram.ts";

type Sources = { counters: ConsoleCounters; agents: Pick<AgentLink, "countByPresence" | "originsLive"> };

const convergenceBuckets = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 60];

/** The console's own metrics. Every one is read from its source when somebody scrapes, and its help names the unit. */
export function createMetrics({ counters, agents }: Sources): Registry {
  const registry = new Registry();
  addGauge(registry, {
    name: "agents",
    help: "Number of agents by role and by presence of their link to the hub.",
    labelNames: ["role", "presence"],
    read: () =>
      agents.countByPresence().map(({ role, presence, count }) => [{ role, presence }, count] as const),
  });
  addGauge(registry, {
    name: "picker_faults",
    help: "Number of gateways whose observed shares differ from the expected ones.",
    labelNames: ["origin"],
    read: () => agents.originsLive().map(({ id, faults }) => [{ origin: id }, faults.length] as const),
  });
  addGauge(registry, {
    name: "incident",
    help: "1 while an incident is open in this state, else 0.",
    labelNames: ["state"],
    read: () =>
      IncidentState.exclude(["closed"]).options.map(
        (state) => [{ state }, Number(counters.incident === state)] as const,
      ),
  });
  for (const [name, { help, read }] of Object.entries(counterFamilies)) {
    addCounter(registry, { name, help, read: () => read(counters) });
  }
  new Counter({
    name: "meridian_live_seconds_total",
    help: "Time that working out live figures for pages took, in seconds.",
    labelNames: ["of"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [of, ms] of Object.entries(counters.liveMs)) this.inc({ of }, ms / 1000);
    },
  });
  new LatencyHistogram({
    registry,
    name: "meridian_convergence_seconds",
    help: "Seconds from a change's commit to its acknowledgement by an agent.",
    buckets: convergenceBuckets,
    source: counters.convergence,
  });
  return registry;
}

type CounterFamily = { help: string; read: (counters: ConsoleCounters) => number };

const counterFamilies: Record<string, CounterFamily> = {
  hub_frames_total: {
    help: "Number of telemetry frames received.",
    read: (counters) => counters.framesReceived,
  },
  hub_frames_bad_total: {
    help: "Number of telemetry frames that could not be decoded.",
    read: (counters) => counters.framesBad,
  },
  hub_handshakes_admitted_total: {
    help: "Number of agent handshakes admitted.",
    read: (counters) => counters.handshakesAdmitted,
  },
  hub_handshakes_refused_total: {
    help: "Number of agent handshakes refused for a wrong credential.",
    read: (counters) => counters.handshakesRefused,
  },
  hub_handshakes_shed_total: {
    help: "Number of agent handshakes above the rate limit, told when to come back.",
    read: (counters) => counters.handshakesShed,
  },
  hub_writes_retried_total: {
    help: "Number of the hub's database writes that were retried.",
    read: (counters) => counters.writesRetried,
  },
  telemetry_rows_dropped_total: {
    help: "Number of telemetry rows that could not be stored.",
    read: (counters) => counters.telemetryRowsDropped,
  },
  telemetry_windows_lost_total: {
    help: "Number of 10 s windows that ended while the console stood and were no longer in memory when it went on.",
    read: (counters) => counters.telemetryWindowsLost,
  },
};

type GaugeOptions<Label extends string> = {
  name: string;
  help: string;
  labelNames: Label[];
  read: () => (readonly [labels: Record<Label, string>, value: number])[];
};

function addGauge<Label extends string>(
  registry: Registry,
  { name, help, labelNames, read }: GaugeOptions<Label>,
): void {
  new Gauge({
    ...{ name: `meridian_${name}`, help, labelNames, registers: [registry] },
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.set(labels, value);
    },
  });
}

function addCounter(
  registry: Registry,
  { name, help, read }: { name: string; help: string; read: () => number },
): void {
  new Counter({
    ...{ name: `meridian_${name}`, help, registers: [registry] },
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}
