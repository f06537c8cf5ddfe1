import type { ShareMark, TargetCounts, TelemetryFrame } from "@meridian/contracts/wire";

/** How far back observed shares look: long enough to judge a gateway's picks at some ten requests a second. */
const windowMsMax = 30_000;
/** Counts that span a longer silence cannot be placed in time. */
const silenceMs = 10_000;

/** `failed`: picks that a node did not answer, or answered as one that cannot. */
type Count = { picks: number; expected: number; failed: number };
const none: Count = { picks: 0, expected: 0, failed: 0 };
type Slice = { atMs: number; counts: Map<string, Count> };

/**
 * Where one gateway sent its requests over the last 30 s, by the time at which the hub received its frames. Counts start
 * over with each routing table, so what was counted for the table before is never among them.
 */
export class PickWindow {
  private table: string | null = null;
  /** Counts as of the newest frame, by node id. */
  private readonly counted = new Map<string, Count>();
  /** The table was seen from its start: what is not in `counted` was never picked. */
  private isWhole = false;
  private startMs = 0;
  private lastMs: number | null = null;
  private slices: Slice[] = [];
  /** What the newest frame said. */
  marks: readonly ShareMark[] = [];

  record({ bootId, table = 0, targets = [], marks = [] }: TelemetryFrame, nowMs: number): void {
    this.follow(`${bootId} ${table}`, nowMs);
    const counts = new Map(targets.map((row) => [row[0], this.advance(row)]));
    this.slices = [...this.slices.filter(({ atMs }) => atMs > nowMs - windowMsMax), { atMs: nowMs, counts }];
    this.lastMs = nowMs;
    this.marks = marks;
  }

  /** How long a time is known: at most 30 s, 0 when there is nothing to add up yet. */
  get lengthMs(): number {
    return this.lastMs === null ? 0 : Math.min(windowMsMax, this.lastMs - this.startMs);
  }

  /** Picks of the newest `ms` by node, and the sum of the shares that were expected at each pick. */
  rows(ms: number): [nodeId: string, picks: number, expected: number][] {
    return [...this.sums(ms)].map(([nodeId, { picks, expected }]) => [nodeId, picks, expected]);
  }

  /** What it counted of each node in the newest `ms`. */
  sums(ms: number): Map<string, Count> {
    const fromMs = (this.lastMs ?? 0) - ms;
    const sums = new Map<string, Count>();
    for (const { atMs, counts } of this.slices) {
      if (atMs <= fromMs) continue;
      for (const [nodeId, count] of counts) sums.set(nodeId, add(sums.get(nodeId) ?? none, count));
    }
    return sums;
  }

  /** Begins anew with a new table, and after a silence. */
  private follow(table: string, nowMs: number): void {
    const isSilent = this.lastMs === null || nowMs - this.lastMs >= silenceMs;
    if (table === this.table && !isSilent) return;
    this.table = table;
    this.counted.clear();
    this.slices = [];
    this.isWhole = !isSilent;
    this.startMs = isSilent ? nowMs : (this.lastMs ?? nowMs);
  }

  /** What was counted since the frame before. Counts only rise, so a lost frame loses none. */
  private advance([nodeId, picks, expected, failed]: TargetCounts): Count {
    const now = { picks, expected, failed };
    const before = this.counted.get(nodeId) ?? (this.isWhole ? none : now);
    this.counted.set(nodeId, now);
    return add(now, before, -1);
  }
}

function add(a: Count, b: Count, times = 1): Count {
  return {
    picks: a.picks + times * b.picks,
    expected: a.expected + times * b.expected,
    failed: a.failed + times * b.failed,
  };
}
