/** Writes inputs of different keys; throws when any of them cannot be written. */
export type Writer<T> = (inputs: readonly T[]) => Promise<void>;

/** Inputs that are written together. */
export type Batch = {
  name: string;
  write(): Promise<void>;
  /** The inputs one by one; empty when there is only one. */
  parts(): Batch[];
  /** Puts the inputs back, unless a newer one of the same key waits. */
  putBack(): void;
};

/** What waits to be written by one writer: the newest input per key. */
export class WriteLane<T> {
  private readonly pending = new Map<string, T>();

  constructor(
    private readonly name: string,
    private readonly write: Writer<T>,
    private readonly atOnce: number,
  ) {}

  get isEmpty(): boolean {
    return this.pending.size === 0;
  }

  put(key: string, input: T): void {
    this.pending.delete(key);
    this.pending.set(key, input);
  }

  take(): Batch {
    const entries = [...this.pending].slice(0, this.atOnce);
    for (const [key] of entries) this.pending.delete(key);
    return this.batchOf(entries);
  }

  private batchOf(entries: [key: string, input: T][]): Batch {
    return {
      name: `${this.name} ${entries.map(([key]) => key).join(" ")}`,
      write: () => this.write(entries.map(([, input]) => input)),
      parts: () => (entries.length > 1 ? entries.map((entry) => this.batchOf([entry])) : []),
      putBack: () => {
        for (const [key, input] of entries) if (!this.pending.has(key)) this.pending.set(key, input);
      },
    };
  }
}
