import type { Convergence, TrafficView } from "@meridian/contracts/api";

/** Where the newest change stands: gateways acknowledge it, then report that it is in effect. */
export type Stage = "refused" | "pending" | "acked" | "in-effect" | "away" | "no-gateways";

export function stageOf({ gateways, acked, observed, away, nacks }: Convergence): Stage {
  if (gateways === 0) return "no-gateways";
  if (nacks.length > 0) return "refused";
  if (away === gateways) return "away";
  if (observed >= gateways - away) return "in-effect";
  return acked >= gateways - away ? "acked" : "pending";
}

/** Whether a change is on its way: worth looking again soon. */
export function isConverging({ origins, nodes }: TrafficView): boolean {
  return [...origins, ...nodes].some(({ convergence }) =>
    ["pending", "acked"].includes(stageOf(convergence)),
  );
}
