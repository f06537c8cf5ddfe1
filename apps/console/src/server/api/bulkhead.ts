type Compartment = {
  running: number;
  readonly waiting: (() => void)[];
  /** Work that waits and that others may join. */
  readonly joinable: Map<string, Promise<unknown>>;
};

/**
 * Runs a few pieces of each caller's work at a time; more of the same caller wait their turn. One caller's hundreds at once would
 * take every connection to the database, and everybody would wait for them.
 */
export class Bulkhead {
  private readonly compartments = new Map<string, Compartment>();

  constructor(private readonly atOnce: number) {}

  /**
   * Work of the same `name` that has not begun is done once for all who ask for it. What has begun is joined by nobody: it may not
   * have seen what its caller has changed since.
   */
  async run<T>(caller: string, work: () => Promise<T>, name?: string): Promise<T> {
    const compartment = this.compartments.get(caller) ?? { running: 0, waiting: [], joinable: new Map() };
    this.compartments.set(caller, compartment);
    if (compartment.running < this.atOnce) {
      compartment.running++;
      return this.carryOut(caller, compartment, work);
    }
    const joined = name === undefined ? undefined : compartment.joinable.get(name);
    if (joined) return joined as Promise<T>;
    const run = this.inTurn(caller, compartment, work, name);
    if (name !== undefined) compartment.joinable.set(name, run);
    return run;
  }

  /** Callers that have work under way. */
  get size(): number {
    return this.compartments.size;
  }

  private async inTurn<T>(
    caller: string,
    compartment: Compartment,
    work: () => Promise<T>,
    name?: string,
  ): Promise<T> {
    await new Promise<void>((go) => compartment.waiting.push(go));
    if (name !== undefined) compartment.joinable.delete(name);
    return this.carryOut(caller, compartment, work);
  }

  private async carryOut<T>(caller: string, compartment: Compartment, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.leave(caller, compartment);
    }
  }

  /** The place goes on to who waits longest. */
  private leave(caller: string, compartment: Compartment): void {
    const next = compartment.waiting.shift();
    if (next) return next();
    compartment.running--;
    if (compartment.running === 0) this.compartments.delete(caller);
  }
}
