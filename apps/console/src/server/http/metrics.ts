import { IncidentState } from "@meridian/contracts/api";
import type { Histogram } from "@meridian/contracts/measure";
import type { OriginLive } from "@meridian/contracts/wire";
import type { PresenceCount } from "../domains/agent-link.ts";
import type { HubCounters } from "../domains/hub-counters.ts";

/** The console's own figures in Prometheus' text format. */
export function formatMetrics(
  counters: HubCounters,
  presences: PresenceCount[],
  origins: readonly OriginLive[],
): string {
  const agents = presences.map(
    ({ role, presence, count }) => `meridian_agents{role="${role}",presence="${presence}"} ${count}`,
  );
  const faults = origins.map(({ id, faults }) => `meridian_picker_faults{origin="${id}"} ${faults.length}`);
  const incident = IncidentState.exclude(["closed"]).options.map(
    (state) => `meridian_incident{state="${state}"} ${Number(counters.incident === state)}`,
  );
  return [
    ...metric("agents", "gauge", "Agents by how the hub sees their link.", agents),
    ...metric("picker_faults", "gauge", "Gateways that send other shares than they should.", faults),
    ...metric("incident", "gauge", "1 while an incident is open in that state.", incident),
    ...counter("hub_frames_total", "Telemetry frames received.", counters.framesReceived),
    ...counter("hub_frames_bad_total", "Telemetry frames that could not be read.", counters.framesBad),
    ...counter("hub_handshakes_admitted_total", "Agents let in.", counters.handshakesAdmitted),
    ...counter("hub_handshakes_refused_total", "Agents with a wrong credential.", counters.handshakesRefused),
    ...counter("hub_handshakes_shed_total", "Agents told to come back later.", counters.handshakesShed),
    ...counter("telemetry_rows_dropped_total", "Telemetry rows not stored.", counters.telemetryRowsDropped),
    ...convergence(counters.convergence),
    ...counter("hub_writes_retried_total", "Writes done again after a failure.", counters.writesRetried),
    "",
  ].join("\n");
}

const boundsMs = [10, 25, 50, 100, 200, 300, 500, 1000, 2500, 5000, 10_000, 60_000];

function convergence(histogram: Histogram): string[] {
  const name = "convergence_seconds";
  const buckets = boundsMs.map(
    (ms) => `meridian_${name}_bucket{le="${ms / 1000}"} ${histogram.countAtMost(ms)}`,
  );
  return metric(name, "histogram", "From a change's commit to its acknowledgement by an agent.", [
    ...buckets,
    `meridian_${name}_bucket{le="+Inf"} ${histogram.count}`,
    `meridian_${name}_sum ${histogram.sumMs / 1000}`,
    `meridian_${name}_count ${histogram.count}`,
  ]);
}

function counter(name: string, help: string, value: number): string[] {
  return metric(name, "counter", help, [`meridian_${name} ${value}`]);
}

function metric(
  name: string,
  type: "counter" | "gauge" | "histogram",
  help: string,
  samples: string[],
): string[] {
  return [`# HELP meridian_${name} ${help}`, `# TYPE meridian_${name} ${type}`, ...samples];
}
