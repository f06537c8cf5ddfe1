import { sumUp } from "@meridian/contracts/shares";
import type { OriginLive } from "@meridian/contracts/wire";
import type { AgentSeries } from "./agent-series.ts";
import type { CounterName } from "./counter-ring.ts";
import { type Gateway, pickerFaults } from "./picker-faults.ts";

/**
 * Where an origin's requests went: its gateways added up over the time that all of them know. `homeOf`: regions by node
 * id.
 */
export function originLive(
  id: string,
  gateways: readonly Gateway[],
  homeOf: ReadonlyMap<string, string>,
): OriginLive {
  const known = gateways.filter(({ picks }) => picks.lengthMs > 0);
  const windowMs = known.length > 0 ? Math.min(...known.map(({ picks }) => picks.lengthMs)) : 0;
  const counted = known.map(({ picks }) => ({ picks: picks.rows(windowMs) }));
  const sums = [...sumUp(counted, (nodeId) => nodeId)];
  return {
    id,
    windowMs,
    picks: sums
      .filter(([, { picks, expected }]) => picks > 0 || expected > 0)
      .map(([nodeId, { picks, expected }]) => [nodeId, picks, Number(expected.toFixed(3))]),
    marks: gateways.flatMap(({ picks }) => picks.marks),
    faults: pickerFaults(known, homeOf),
  };
}

/** What became of the version split in the last 10 s; nothing where no request was split. */
export function splitLive(gateways: readonly AgentSeries[], nowMs: number): Pick<OriginLive, "split"> {
  const recent = gateways.flatMap((gateway) => gateway.recentCounts(nowMs) ?? []);
  const sum = (name: CounterName) => recent.reduce((total, { of }) => total + Math.round(of(name)), 0);
  const chosen = sum("splitRequests");
  if (chosen === 0) return {};
  return { split: { requests: sum("requests"), chosen, fallbacks: sum("splitFallbacks") } };
}
