/**
 * What the database said lately. It is read again at most once in `everyMs`, by one reader for all who ask: however many ask, they
 * cost no more than that. While it cannot be read, what it said last counts on.
 */
export class LastKnown<T> {
  private known: { value: T } | null = null;
  private readAtMs = Number.NEGATIVE_INFINITY;
  private reading: Promise<T> | null = null;

  /** @param read must end by itself: everybody waits for it */
  constructor(
    private readonly everyMs: number,
    private readonly read: () => Promise<T>,
    private readonly uptimeMs: () => number = () => performance.now(),
  ) {}

  /** Rejects only as long as nothing was ever read. */
  get(): Promise<T> {
    if (this.reading) return this.reading;
    if (this.known && this.uptimeMs() - this.readAtMs < this.everyMs)
      return Promise.resolve(this.known.value);
    this.readAtMs = this.uptimeMs();
    this.reading = this.readAnew().finally(() => (this.reading = null));
    return this.reading;
  }

  private async readAnew(): Promise<T> {
    try {
      this.known = { value: await this.read() };
      return this.known.value;
    } catch (error) {
      if (this.known) return this.known.value;
      throw error;
    }
  }
}
