import { setImmediate as nextTurn } from "node:timers/promises";

/** Entries looked at in one turn of the event loop. */
const sliceLength = 4096;
/** Rough cost of an entry beside its text: map slot, object headers. */
const entryOverheadBytes = 120;

/** Least recently used results within a budget of bytes. */
export class ResultCache<T> {
  private readonly entries = new Map<string, { value: T; bytes: number }>();
  private usedBytes = 0;

  constructor(
    private budgetBytes: number,
    private readonly sizeOf: (value: T) => number,
  ) {}

  get bytes(): number {
    return this.usedBytes;
  }

  get(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: T): void {
    this.delete(key);
    const bytes = 2 * key.length + this.sizeOf(value) + entryOverheadBytes;
    if (bytes > this.budgetBytes) return;
    this.entries.set(key, { value, bytes });
    this.usedBytes += bytes;
    this.shrink();
  }

  /** Lets go of every key that begins with `prefix`, bit by bit: others use the process meanwhile. */
  async forget(prefix: string): Promise<void> {
    let looked = 0;
    for (const key of this.entries.keys()) {
      if (key.startsWith(prefix)) this.delete(key);
      if (++looked % sliceLength === 0) await nextTurn();
    }
  }

  /** 0 switches the cache off. */
  setBudget(bytes: number): void {
    this.budgetBytes = bytes;
    this.shrink();
  }

  private delete(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.usedBytes -= entry.bytes;
  }

  private shrink(): void {
    for (const key of this.entries.keys()) {
      if (this.usedBytes <= this.budgetBytes) return;
      this.delete(key);
    }
  }
}
