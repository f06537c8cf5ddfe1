import { type Finding, IncidentState } from "@meridian/contracts/api";
import { within } from "@meridian/contracts/wait";
import { Counter, Gauge, Registry } from "prom-client";
import type { LoopWatch } from "../boot/loop-watch.ts";
import type { AuditHead } from "../domains/audit/index.ts";
import type { AgentLink } from "../domains/agent-link.ts";
import type { ConsoleCounters } from "../domains/console-counters.ts";
import { LatencyHistogram } from "./latency-histogram.ts";

type Sources = {
  counters: ConsoleCounters;
  agents: Pick<AgentLink, "countByPresence" | "originsLive" | "agentsByName" | "nameOf">;
  watch: Pick<LoopWatch, "standing">;
  findings: () => Promise<Finding[]>;
  isDatabaseUp: () => Promise<boolean>;
  auditHead: () => Promise<AuditHead | null>;
};

/** A scrape does not wait for a slow database. */
const databaseMsMax = 3_000;
const convergenceBuckets = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 60];

/** The console's own metrics. Every one is read from its source when somebody scrapes, and its help names the unit. */
export function createMetrics({
  counters,
  agents,
  watch,
  findings,
  isDatabaseUp,
  auditHead,
}: Sources): Registry {
  const registry = new Registry();
  addAgentGauges(registry, agents);
  addStateGauges(registry, { counters, watch });
  addFindings(registry, findings);
  addGauge(registry, {
    name: "database_up",
    help: "1 while the database answers within 0.8 s, else 0.",
    labelNames: [],
    read: async () => [[{}, Number(await isDatabaseUp())]],
  });
  addAuditHead(registry, auditHead);
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

function addAgentGauges(registry: Registry, agents: Sources["agents"]): void {
  addGauge(registry, {
    name: "agents",
    help: "Number of agents by role and by presence of their link to the hub.",
    labelNames: ["role", "presence"],
    read: () =>
      agents.countByPresence().map(({ role, presence, count }) => [{ role, presence }, count] as const),
  });
  addGauge(registry, {
    name: "agent_live",
    help: "1 while telemetry arrives from this agent, else 0.",
    labelNames: ["id", "name", "region", "role"],
    read: () => agents.agentsByName().map(({ isLive, ...labels }) => [labels, Number(isLive)] as const),
  });
  addGauge(registry, {
    name: "picker_faults",
    help: "Number of gateways whose observed shares differ from the expected ones.",
    labelNames: ["origin", "region"],
    read: () =>
      agents
        .originsLive()
        .map(({ id, faults }) => [{ origin: id, region: agents.nameOf(id) }, faults.length] as const),
  });
}

/** Kept where the database's owner cannot write, it tells a log that was cut or rewritten. */
function addAuditHead(registry: Registry, auditHead: Sources["auditHead"]): void {
  addGauge(registry, {
    name: "audit_head",
    help: "Revision of the audit log's newest row, with its hash; none while the database is away.",
    labelNames: ["hash"],
    read: async () => {
      const limit = { ms: databaseMsMax, what: "the audit log's head" };
      const head = await within(limit, auditHead).catch(() => null);
      return head ? [[{ hash: head.hash }, Number(head.revision)] as const] : [];
    },
  });
}

type State = Pick<Sources, "counters" | "watch">;

function addStateGauges(registry: Registry, { counters, watch }: State): void {
  addGauge(registry, {
    name: "incident",
    help: "1 while an incident is open in this state, else 0.",
    labelNames: ["state"],
    read: () =>
      IncidentState.exclude(["closed"]).options.map(
        (state) => [{ state }, Number(counters.incident === state)] as const,
      ),
  });
  addGauge(registry, {
    name: "loop_standing_seconds",
    help: "Seconds that a loop of the console has stood still; nothing for those that go.",
    labelNames: ["loop"],
    read: () => watch.standing().map(({ name, forMs }) => [{ loop: name }, forMs / 1000] as const),
  });
}

/** The last ones stay while the database is away: alerts on them would resolve by its absence. */
function addFindings(registry: Registry, findings: Sources["findings"]): void {
  let known: Finding[] = [];
  addGauge(registry, {
    name: "findings",
    help: "1 for each thing that is wrong with the fleet now; the last known ones while meridian_database_up is 0.",
    labelNames: ["kind", "about"],
    read: async () => {
      known = await within({ ms: databaseMsMax, what: "findings" }, findings).catch(() => known);
      return known.flatMap((one) => aboutOf(one).map((about) => [{ kind: one.kind, about }, 1] as const));
    },
  });
}

/** Names of the regions or agents that a finding is about. */
function aboutOf(finding: Finding): string[] {
  if ("agents" in finding) return finding.agents;
  if ("agent" in finding) return [finding.agent];
  if ("region" in finding) return [finding.region];
  return ["version" in finding ? finding.version : "fleet"];
}

type CounterFamily = { help: string; read: (counters: ConsoleCounters) => number };

const counterFamilies: Record<string, CounterFamily> = {
  bodies_refused_total: {
    help: "Number of requests whose body found no room in the memory for bodies.",
    read: (counters) => counters.bodiesRefused,
  },
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
    help: "Number of agent handshakes above a rate limit, or of agents that sent too much, told when to come back.",
    read: (counters) => counters.handshakesShed,
  },
  hub_links_cut_total: {
    help: "Number of agents' links and other sockets closed because more was sent over them than may be.",
    read: (counters) => counters.linksCut,
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

type Sample<Label extends string> = readonly [labels: Record<Label, string>, value: number];

type GaugeOptions<Label extends string> = {
  name: string;
  help: string;
  labelNames: Label[];
  read: () => Sample<Label>[] | Promise<Sample<Label>[]>;
};

function addGauge<Label extends string>(
  registry: Registry,
  { name, help, labelNames, read }: GaugeOptions<Label>,
): void {
  new Gauge({
    ...{ name: `meridian_${name}`, help, labelNames, registers: [registry] },
    async collect() {
      const samples = await read();
      this.reset();
      for (const [labels, value] of samples) this.set(labels, value);
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
