import type { OriginLive } from "@meridian/contracts";
import type { PickWindow } from "./pick-window.ts";

/** Where an origin's requests went: its gateways added up over the time that all of them know. */
export function originLive(id: string, gateways: readonly PickWindow[]): OriginLive {
  const known = gateways.filter(({ lengthMs }) => lengthMs > 0);
  if (known.length === 0) return { id, windowMs: 0, picks: [] };
  const windowMs = Math.min(...known.map(({ lengthMs }) => lengthMs));
  const sums = new Map<string, { picks: number; expected: number }>();
  for (const gateway of known) gateway.addTo(sums, windowMs);
  const picks = [...sums].filter(([, sum]) => sum.picks > 0 || sum.expected > 0);
  return {
    id,
    windowMs,
    picks: picks.map(([nodeId, sum]) => [nodeId, sum.picks, Number(sum.expected.toFixed(3))]),
  };
}
