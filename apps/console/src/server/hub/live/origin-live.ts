import type { OriginLive } from "@meridian/contracts/wire";
import type { AgentSeries } from "./agent-series.ts";
import type { CounterName } from "./counter-ring.ts";
import type { NodeNumbers } from "./node-numbers.ts";
import { type Gateway, pickerFaults } from "./picker-faults.ts";

/** Where an origin's requests went: its gateways added up over the time that all of them know. */
export function originLive(id: string, gateways: readonly Gateway[], nodes: NodeNumbers): OriginLive {
  const known = gateways.filter(({ picks }) => picks.lengthMs > 0);
  const windowMs = known.length > 0 ? Math.min(...known.map(({ picks }) => picks.lengthMs)) : 0;
  return {
    id,
    windowMs,
    picks: picksOf(known, windowMs, nodes),
    marks: gateways.flatMap(({ picks }) => picks.marks),
    faults: pickerFaults(known, nodes),
  };
}

function picksOf(gateways: readonly Gateway[], windowMs: number, nodes: NodeNumbers): OriginLive["picks"] {
  const rows: OriginLive["picks"] = [];
  const byNode: (OriginLive["picks"][number] | undefined)[] = [];
  for (const { picks } of gateways) {
    picks.forEach(windowMs, nodes, (node, picked, expected) => {
      if (picked === 0 && expected === 0) return;
      const row = (byNode[node] ??= addRow(rows, nodes.ids[node] ?? ""));
      row[1] += picked;
      row[2] += expected;
    });
  }
  // Sums of thousandths are off by the rounding of binary fractions.
  for (const row of rows) row[2] = Math.round(row[2] * 1000) / 1000;
  return rows;
}

function addRow(rows: OriginLive["picks"], nodeId: string): OriginLive["picks"][number] {
  const row: OriginLive["picks"][number] = [nodeId, 0, 0];
  rows.push(row);
  return row;
}

/** What became of the version split in the last 10 s; nothing where no request was split. */
export function splitLive(gateways: readonly AgentSeries[], nowMs: number): Pick<OriginLive, "split"> {
  const recent = gateways.flatMap((gateway) => gateway.recentCounts(nowMs) ?? []);
  const sum = (name: CounterName) => recent.reduce((total, { of }) => total + Math.round(of(name)), 0);
  const chosen = sum("splitRequests");
  if (chosen === 0) return {};
  return { split: { requests: sum("requests"), chosen, fallbacks: sum("splitFallbacks") } };
}
