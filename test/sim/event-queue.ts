type Event = { atMs: number; order: number; run: () => void };

/** Simulated time: events happen in the order of their times, those of one moment in the order they were planned. */
export class EventQueue {
  nowMs = 0;
  private readonly heap: Event[] = [];
  private planned = 0;

  at(atMs: number, run: () => void): void {
    this.heap.push({ atMs, order: this.planned++, run });
    this.siftUp(this.heap.length - 1);
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.nowMs + delayMs, run);
  }

  runUntil(endMs: number): void {
    for (let next = this.heap[0]; next && next.atMs <= endMs; next = this.heap[0]) {
      this.removeFirst();
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = endMs;
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (!last || this.heap.length === 0) return;
    this.heap[0] = last;
    this.siftDown(0);
  }

  private siftUp(index: number): void {
    const parent = (index - 1) >> 1;
    if (index === 0 || !this.swapIfEarlier(index, parent)) return;
    this.siftUp(parent);
  }

  private siftDown(index: number): void {
    const [left, right] = [2 * index + 1, 2 * index + 2];
    const first = this.isEarlier(right, left) ? right : left;
    if (this.swapIfEarlier(first, index)) this.siftDown(first);
  }

  private swapIfEarlier(a: number, b: number): boolean {
    const [x, y] = [this.heap[a], this.heap[b]];
    if (!x || !y || !this.isEarlier(a, b)) return false;
    this.heap[a] = y;
    this.heap[b] = x;
    return true;
  }

  private isEarlier(a: number, b: number): boolean {
    const [x, y] = [this.heap[a], this.heap[b]];
    if (!x || !y) return x !== undefined;
    return x.atMs < y.atMs || (x.atMs === y.atMs && x.order < y.order);
  }
}
