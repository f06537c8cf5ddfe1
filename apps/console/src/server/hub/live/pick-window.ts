import type { ShareMark, TargetCounts, TelemetryFrame } from "@meridian/contracts/wire";
import type { NodeNumbers } from "./node-numbers.ts";

/** How far back observed shares look: long enough to judge a gateway's picks at some ten requests a second. */
const windowMsMax = 30_000;
/** Counts that span a longer silence cannot be placed in time. */
const silenceMs = 10_000;
/** Picks, expected shares and failures stand side by side. */
export const columns = 3;
/** Expected shares are counted in whole thousandths, as gateways round them: sums that lose a slice stay exact. */
export const expectedUnits = 1000;

/** `failed`: picks that a node did not answer, or answered as one that cannot. */
export type Count = { picks: number; expected: number; failed: number };
/** The nodes by their numbers, and three columns for each: picks, expected shares in thousandths, failures. */
export type Reading = { numbers: readonly number[]; sums: readonly number[] };
/** What one frame added: the nodes by their number, and three columns for each. */
type Slice = { atMs: number; nodes: Int32Array; counts: Float64Array };

/**
 * Where one gateway sent its requests over the last 30 s, by the time at which the hub received its frames. Counts start
 * over with each routing table, so what was counted for the table before is never among them. The sums of the whole
 * window are kept up frame by frame: read once a second by each page, they would cost gateways × nodes × seconds.
 */
export class PickWindow {
  private table: string | null = null;
  /** Nodes of this table by id, numbered in the order in which they were first counted. */
  private readonly numbers = new Map<string, number>();
  private ids: string[] = [];
  /** Counts as of the newest frame. */
  private counted: number[] = [];
  /** Sums of `slices`. */
  private sums: number[] = [];
  /** The table was seen from its start: what is not in `counted` was never picked. */
  private isWhole = false;
  private startMs = 0;
  private lastMs: number | null = null;
  private slices: Slice[] = [];
  /** Numbers of `ids` in what was asked for last. */
  private named: { nodes: NodeNumbers; numbers: number[] } | null = null;
  /** What the newest frame said. */
  marks: readonly ShareMark[] = [];

  record({ bootId, table = 0, targets = [], marks = [] }: TelemetryFrame, nowMs: number): void {
    this.follow(`${bootId} ${table}`, nowMs);
    const nodes = new Int32Array(targets.length);
    const counts = new Float64Array(targets.length * columns);
    targets.forEach((row, index) => {
      nodes[index] = this.numberOf(row);
      this.advance(row, nodes[index], counts, index * columns);
    });
    this.slices.push({ atMs: nowMs, nodes, counts });
    addTo(this.sums, { nodes, counts }, 1);
    this.lastMs = nowMs;
    this.forgetUntil(nowMs - windowMsMax);
    this.marks = marks;
  }

  /** How long a time is known: at most 30 s, 0 when there is nothing to add up yet. */
  get lengthMs(): number {
    return this.lastMs === null ? 0 : Math.min(windowMsMax, this.lastMs - this.startMs);
  }

  /** What it counted of each node in the newest `ms`, by node id; nodes of which nothing was counted are left out. */
  countsOf(ms: number): Map<string, Count> {
    const sums = this.sumsOf(ms);
    const byNode = new Map<string, Count>();
    for (const [number, nodeId] of this.ids.entries()) {
      const [picks = 0, expected = 0, failed = 0] = sums.slice(number * columns, (number + 1) * columns);
      if (picks !== 0 || expected !== 0 || failed !== 0)
        byNode.set(nodeId, { picks, expected: expected / expectedUnits, failed });
    }
    return byNode;
  }

  /** The same as it stands, for who adds up many gateways; of some nodes nothing was counted. */
  read(ms: number, nodes: NodeNumbers): Reading {
    return { numbers: this.numbersIn(nodes), sums: this.sumsOf(ms) };
  }

  /** The clock by which frames are received was moved. */
  moveClock(movedMs: number): void {
    for (const slice of this.slices) slice.atMs += movedMs;
    this.startMs += movedMs;
    if (this.lastMs !== null) this.lastMs += movedMs;
  }

  private numbersIn(nodes: NodeNumbers): readonly number[] {
    if (this.named?.nodes !== nodes) this.named = { nodes, numbers: [] };
    const { numbers } = this.named;
    for (let index = numbers.length; index < this.ids.length; index++) {
      numbers.push(nodes.of(this.ids[index] ?? ""));
    }
    return numbers;
  }

  private sumsOf(ms: number): readonly number[] {
    if (ms >= this.lengthMs) return this.sums;
    const fromMs = (this.lastMs ?? 0) - ms;
    const sums = this.ids.flatMap(() => [0, 0, 0]);
    for (const slice of this.slices) if (slice.atMs > fromMs) addTo(sums, slice, 1);
    return sums;
  }

  /** Begins anew with a new table, and after a silence. */
  private follow(table: string, nowMs: number): void {
    const isSilent = this.lastMs === null || nowMs - this.lastMs >= silenceMs;
    if (table === this.table && !isSilent) return;
    this.table = table;
    this.numbers.clear();
    [this.ids, this.counted, this.sums, this.slices] = [[], [], [], []];
    this.named = null;
    this.isWhole = !isSilent;
    this.startMs = isSilent ? nowMs : (this.lastMs ?? nowMs);
  }

  /** A node that is new counts from 0 in a table that was seen from its start, else from what the gateway says now. */
  private numberOf([nodeId, picks, expected, failed]: TargetCounts): number {
    const known = this.numbers.get(nodeId);
    if (known !== undefined) return known;
    const number = this.ids.push(nodeId) - 1;
    this.numbers.set(nodeId, number);
    this.counted.push(...(this.isWhole ? [0, 0, 0] : [picks, inUnits(expected), failed]));
    this.sums.push(0, 0, 0);
    return number;
  }

  /** Writes what was counted since the frame before into `counts`. Counts only rise, so a lost frame loses none. */
  private advance(
    [, picks, expected, failed]: TargetCounts,
    number: number,
    counts: Float64Array,
    at: number,
  ): void {
    const from = number * columns;
    const now = [picks, inUnits(expected), failed];
    for (const [column, count] of now.entries()) {
      counts[at + column] = count - (this.counted[from + column] ?? 0);
      this.counted[from + column] = count;
    }
  }

  private forgetUntil(ms: number): void {
    while (this.slices[0] && this.slices[0].atMs <= ms) {
      addTo(this.sums, this.slices[0], -1);
      this.slices.shift();
    }
  }
}

function addTo(sums: number[], { nodes, counts }: Pick<Slice, "nodes" | "counts">, times: 1 | -1): void {
  for (let index = 0; index < nodes.length; index++) {
    const to = (nodes[index] ?? 0) * columns;
    const from = index * columns;
    for (let column = 0; column < columns; column++) {
      sums[to + column] = (sums[to + column] ?? 0) + times * (counts[from + column] ?? 0);
    }
  }
}

function inUnits(expected: number): number {
  return Math.round(expected * expectedUnits);
}
