type Compartment = { running: number; readonly waiting: (() => void)[] };

/**
 * Runs a few pieces of each caller's work at a time; more of the same caller wait their turn. One caller's hundreds at once would
 * take every connection to the database, and everybody would wait for them.
 */
export class Bulkhead {
  private readonly compartments = new Map<string, Compartment>();

  constructor(private readonly atOnce: number) {}

  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    const compartment = this.compartments.get(caller) ?? { running: 0, waiting: [] };
    this.compartments.set(caller, compartment);
    if (compartment.running >= this.atOnce) await new Promise<void>((go) => compartment.waiting.push(go));
    else compartment.running++;
    try {
      return await work();
    } finally {
      this.leave(caller, compartment);
    }
  }

  /** Callers that have work under way. */
  get size(): number {
    return this.compartments.size;
  }

  /** The place goes on to who waits longest. */
  private leave(caller: string, compartment: Compartment): void {
    const next = compartment.waiting.shift();
    if (next) return next();
    compartment.running--;
    if (compartment.running === 0) this.compartments.delete(caller);
  }
}
