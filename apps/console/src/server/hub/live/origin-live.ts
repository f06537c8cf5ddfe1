import type { OriginLive } from "@meridian/contracts/wire";
import type { AgentSeries } from "./agent-series.ts";
import type { CounterName } from "./counter-ring.ts";
import type { NodeNumbers } from "./node-numbers.ts";
import { columns, expectedUnits } from "./pick-window.ts";
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
  const total = new Float64Array(nodes.ids.length * columns);
  for (const { picks } of gateways) {
    const { numbers, sums } = picks.read(windowMs, nodes);
    // A node that is no agent of ours may have got its number just now.
    if (nodes.ids.length * columns > total.length) return picksOf(gateways, windowMs, nodes);
    for (let index = 0; index < numbers.length; index++) {
      const to = (numbers[index] ?? 0) * columns;
      total[to] = (total[to] ?? 0) + (sums[index * columns] ?? 0);
      total[to + 1] = (total[to + 1] ?? 0) + (sums[index * columns + 1] ?? 0);
    }
  }
  return rowsOf(total, nodes.ids);
}

function rowsOf(total: Float64Array, ids: readonly string[]): OriginLive["picks"] {
  const rows: OriginLive["picks"] = [];
  for (const [number, id] of ids.entries()) {
    const picked = total[number * columns] ?? 0;
    const expected = total[number * columns + 1] ?? 0;
    if (picked !== 0 || expected !== 0) rows.push([id, picked, expected / expectedUnits]);
  }
  return rows;
}

/** What became of the version split in the last 10 s; nothing where no request was split. */
export function splitLive(gateways: readonly AgentSeries[], nowMs: number): Pick<OriginLive, "split"> {
  const recent = gateways.flatMap((gateway) => gateway.recentCounts(nowMs) ?? []);
  const sum = (name: CounterName) => recent.reduce((total, { of }) => total + Math.round(of(name)), 0);
  const chosen = sum("splitRequests");
  if (chosen === 0) return {};
  return { split: { requests: sum("requests"), chosen, fallbacks: sum("splitFallbacks") } };
}
