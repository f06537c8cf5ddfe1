import type { Db } from "@meridian/db";

/**
 * The console's time is the database's, kept between two readings by the monotonic clock: a wall clock that is wrong or set
 * anew changes nothing, and replicas agree.
 */
export class Clock {
  /** The database's time when this process had been up for 0 ms. */
  private startedAtMs = performance.timeOrigin;

  constructor(private readonly uptimeMs = () => performance.now()) {}

  readonly now = (): Date => new Date(this.startedAtMs + this.uptimeMs());

  /**
   * Reads the database's clock and corrects this one. Returns the correction in ms: 0 while this clock stood between the
   * times of query and answer.
   */
  async follow(db: Pick<Db, "$queryRaw">): Promise<number> {
    const askedMs = this.uptimeMs();
    const [row] = await db.$queryRaw<[{ at: number }]>`
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at`;
    const answeredMs = this.uptimeMs();
    const before = this.startedAtMs;
    this.startedAtMs = Math.min(Math.max(before, row.at - answeredMs), row.at - askedMs);
    return this.startedAtMs - before;
  }
}
