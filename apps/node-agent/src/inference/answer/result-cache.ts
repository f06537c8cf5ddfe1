import { setImmediate as nextTurn } from "node:timers/promises";
import { LRUCache } from "lru-cache";

/** Entries looked at in one turn of the event loop. */
const sliceLength = 4096;
/** Rough cost of an entry beside its text: its places in lru-cache's map and lists, object headers. */
const entryOverheadBytes = 120;

/** Least recently used results within a budget of bytes. */
export class ResultCache<T extends object | string | number> {
  /** Null while the budget is 0. */
  private cache: LRUCache<string, T> | null;

  constructor(
    private budgetBytes: number,
    private readonly sizeOf: (value: T) => number,
  ) {
    this.cache = this.emptyCache();
  }

  get bytes(): number {
    return this.cache?.calculatedSize ?? 0;
  }

  get(key: string): T | undefined {
    return this.cache?.get(key);
  }

  set(key: string, value: T): void {
    this.cache?.set(key, value);
  }

  /** Lets go of every key that begins with `prefix`, a slice a turn: thousands at once would hold up requests. */
  async forget(prefix: string): Promise<void> {
    // A copy: lru-cache's own iterator ends early when the entry it stands at moves or goes.
    for (const [index, key] of [...(this.cache?.keys() ?? [])].entries()) {
      if (key.startsWith(prefix)) this.cache?.delete(key);
      if (index % sliceLength === sliceLength - 1) await nextTurn();
    }
  }

  /** 0 switches the cache off. */
  setBudget(bytes: number): void {
    if (bytes === this.budgetBytes) return;
    const before = this.cache;
    this.budgetBytes = bytes;
    this.cache = this.emptyCache();
    if (before) this.cache?.load(before.dump());
  }

  private emptyCache(): LRUCache<string, T> | null {
    if (this.budgetBytes === 0) return null;
    const sizeCalculation = (value: T, key: string) =>
      2 * key.length + this.sizeOf(value) + entryOverheadBytes;
    return new LRUCache({ maxSize: this.budgetBytes, sizeCalculation });
  }
}
