import { Histogram, type SparseHistogram } from "@meridian/contracts/measure";

const slotMs = 10_000;
const retainedSlots = 90;

type Folded = { sparse: SparseHistogram; sumMs: number };
type Slot = { start: number; byVersion: Map<string, Histogram | Folded> };

/** Latency histograms of the last 15 minutes, one per version and 10 s; all but the newest slot in sparse form. */
export class HistogramRing {
  private readonly slots: Slot[] = [];

  add(atMs: number, version: string, sparse: SparseHistogram, sumMs: number): void {
    const { byVersion } = this.open(Math.floor(atMs / slotMs) * slotMs);
    const open = byVersion.get(version);
    const histogram = open instanceof Histogram ? open : unfolded(open);
    histogram.mergeSparse(sparse, sumMs);
    byVersion.set(version, histogram);
  }

  /** Adds what arose in [fromMs, toMs), whole slots only, to `into` by version. */
  mergeInto(into: Map<string, Histogram>, fromMs: number, toMs: number): void {
    for (const { start, byVersion } of this.slots) {
      if (start < fromMs || start >= toMs) continue;
      for (const [version, part] of byVersion) {
        const merged = into.get(version) ?? new Histogram();
        if (part instanceof Histogram) merged.merge(part);
        else merged.mergeSparse(part.sparse, part.sumMs);
        into.set(version, merged);
      }
    }
  }

  /** Drops the slots after the one of `atMs`: a clock that was set back left them in the future. */
  forgetAfter(atMs: number): void {
    while ((this.slots.at(-1)?.start ?? 0) > atMs) this.slots.pop();
  }

  private open(start: number): Slot {
    const newest = this.slots.at(-1);
    if (newest && newest.start >= start) return newest;
    if (newest) fold(newest);
    const slot: Slot = { start, byVersion: new Map() };
    this.slots.push(slot);
    if (this.slots.length > retainedSlots) this.slots.shift();
    return slot;
  }
}

/** A slot that was folded is open again after the clock was set back. */
function unfolded(part: Folded | undefined): Histogram {
  const histogram = new Histogram();
  if (part) histogram.mergeSparse(part.sparse, part.sumMs);
  return histogram;
}

function fold({ byVersion }: Slot): void {
  for (const [version, histogram] of byVersion) {
    if (!(histogram instanceof Histogram)) continue;
    byVersion.set(version, { sparse: histogram.toSparse(), sumMs: histogram.sumMs });
  }
}
