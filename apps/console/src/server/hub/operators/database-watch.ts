/** A shorter pause is a slow database, not one that is away. */
const awayAfterMs = 2500;

/** Since when the database answers no more, for pages that would otherwise look alive: figures come without it. */
export class DatabaseWatch {
  private answeredAtMs: number | null = null;
  private isUp = true;

  constructor(
    private readonly isDatabaseUp: () => Promise<boolean>,
    private readonly now: () => number,
  ) {}

  async tick(): Promise<void> {
    const isUp = await this.isDatabaseUp();
    if (isUp || this.answeredAtMs === null) this.answeredAtMs = this.now();
    this.isUp = isUp;
  }

  /** When it answered last, once it has not for a while; null while it answers. */
  awaySinceMs(): number | null {
    const { isUp, answeredAtMs } = this;
    if (isUp || answeredAtMs === null) return null;
    return this.now() - answeredAtMs >= awayAfterMs ? answeredAtMs : null;
  }
}
