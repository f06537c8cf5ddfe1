const fullAfterMs = 60_000;
const floor = 0.1;

/** Share of its weight, 0.1–1, that a node gets `sinceMs` after it came back cold: max(0.1, t ÷ 60 s). */
export function slowStart(sinceMs: number): number {
  return Math.min(1, Math.max(floor, sinceMs / fullAfterMs));
}
