const minuteMs = 60_000;
const stepsMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 240];
const timeTicksMax = 6;

/** Whole minutes between two times, at most six steps of them. */
export function timeTicks(fromMs: number, toMs: number): number[] {
  const spanMinutes = (toMs - fromMs) / minuteMs;
  const step = (stepsMinutes.find((minutes) => spanMinutes / minutes <= timeTicksMax) ?? 480) * minuteMs;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs; at += step) ticks.push(at);
  return ticks;
}

/** Round values from zero up to at least `max`, three or four steps of 1, 2, 2.5 or 5 times a power of ten. */
export function valueTicks(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const stepsMax = 4;
  const power = 10 ** Math.floor(Math.log10(max / stepsMax));
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => max / size <= stepsMax) ?? max;
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}
