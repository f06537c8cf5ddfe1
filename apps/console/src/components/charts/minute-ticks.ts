const minuteMs = 60_000;
const stepsMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 240];
const ticksMax = 6;

/** Whole minutes between two times, at most six of them. */
export function minuteTicks(fromMs: number, toMs: number): number[] {
  const spanMinutes = (toMs - fromMs) / minuteMs;
  const step = (stepsMinutes.find((minutes) => spanMinutes / minutes <= ticksMax) ?? 480) * minuteMs;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs; at += step) ticks.push(at);
  return ticks;
}
