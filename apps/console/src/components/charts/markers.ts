import type { TimePoint } from "./series.ts";

/** Something that happened at a time, drawn as a thin line. */
export type TimeMarker = { key: string; atMs: number; label: string };

/** Markers inside the points' span, by the time of the nearest point: where the crosshair finds them. */
export function markersByPoint(
  points: readonly Pick<TimePoint, "atMs">[],
  markers: readonly TimeMarker[],
): Map<number, TimeMarker[]> {
  const byPoint = new Map<number, TimeMarker[]>();
  const [first, last] = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 0];
  for (const marker of markers) {
    if (marker.atMs < first || marker.atMs > last) continue;
    const nearest = nearestTo(points, marker.atMs);
    byPoint.set(nearest, [...(byPoint.get(nearest) ?? []), marker]);
  }
  return byPoint;
}

function nearestTo(points: readonly Pick<TimePoint, "atMs">[], wantedMs: number): number {
  return points.reduce(
    (best, { atMs }) => (Math.abs(atMs - wantedMs) < Math.abs(best - wantedMs) ? atMs : best),
    Number.POSITIVE_INFINITY,
  );
}
