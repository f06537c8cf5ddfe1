/** A number as it is read: digits and unit apart, so that the unit can be drawn more quietly. */
export type Figure = { digits: string; unit: string };

type Step = readonly [factor: number, unit: string];

const milliseconds: readonly Step[] = [
  [1, "ms"],
  [1000, "s"],
  [60_000, "min"],
];
const rates: readonly Step[] = [
  [1, "/s"],
  [1e3, "k/s"],
  [1e6, "M/s"],
];
const bytes: readonly Step[] = [
  [1, "B"],
  [1e3, "kB"],
  [1e6, "MB"],
  [1e9, "GB"],
  [1e12, "TB"],
];
const counts: readonly Step[] = [
  [1, ""],
  [1e3, "k"],
  [1e6, "M"],
];

export function durationFigure(ms: number): Figure {
  return scaled(ms, milliseconds);
}

export function rateFigure(perSecond: number): Figure {
  return scaled(perSecond, rates);
}

export function bytesFigure(value: number): Figure {
  return scaled(value, bytes);
}

/** Whole things up to 999 stay whole. */
export function countFigure(value: number): Figure {
  return Number.isInteger(value) && Math.abs(value) < 1000
    ? { digits: String(value), unit: "" }
    : scaled(value, counts);
}

/** A share of 0–1 as percent. Rounds towards the middle: neither 0 % nor 100 % is said unless it is so. */
export function shareFigure(share: number): Figure {
  const percent = share * 100;
  const unit = "%";
  if (percent > 0 && percent < 0.01) return { digits: "<0.01", unit };
  if (percent > 99 && percent < 100) return { digits: (Math.floor(percent * 100) / 100).toFixed(2), unit };
  return { digits: threeDigits(percent), unit };
}

/** In one piece: `41.2 ms`, `12.4k/s`, `99.98 %`. The space does not break. */
export function figureText({ digits, unit }: Figure): string {
  return unit === "" || unit.includes("/") || unit === "k" || unit === "M"
    ? `${digits}${unit}`
    : `${digits}\u00a0${unit}`;
}

function scaled(value: number, steps: readonly Step[]): Figure {
  let [factor, unit] = steps[0] ?? [1, ""];
  for (const [next, nextUnit] of steps) {
    if (Math.abs(rounded(value / factor)) * factor < next) break;
    [factor, unit] = [next, nextUnit];
  }
  return { digits: threeDigits(value / factor), unit };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function threeDigits(value: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) < 0.001) return "<0.001";
  const magnitude = Math.floor(Math.log10(Math.abs(rounded(value))));
  return rounded(value).toFixed(Math.min(3, Math.max(0, 2 - magnitude)));
}
