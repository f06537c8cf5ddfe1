import type { Db } from "@meridian/db";

/**
 * The console's time is its database's, told between two looks at it by a clock that nobody sets: a machine's wall clock that is
 * wrong, or moved, changes nothing, and replicas agree.
 */
export class Clock {
  /** The database's time when this process had been up for 0 ms. */
  private startedAtMs = performance.timeOrigin;

  constructor(private readonly uptimeMs = () => performance.now()) {}

  readonly now = (): Date => new Date(this.startedAtMs + this.uptimeMs());

  /**
   * Looks at the database's clock. Returns by how many ms this one was moved: 0 while it told a time between asking and
   * answer.
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
