import { AppError } from "@meridian/contracts/errors";
import { onGlobal } from "../boot/shared.ts";

/** Each takes a connection to the database, and time of the one thread that serves everybody. */
const atOnceMax = 2;

type Compartment = {
  running: number;
  /** The longest waiting first. */
  readonly waiting: Set<Turn<unknown>>;
  /** What waits and may be joined, by its name. */
  readonly joinable: Map<string, Turn<unknown>>;
};

export type RunOptions = {
  /**
   * Work of the same name that has not begun is done once for all who ask for it. What has begun is joined by nobody: it may not have
   * seen what its caller has changed since.
   */
  name?: string | undefined;
  /** Aborted when whoever asked left: what did not begin by then, and nobody else waits for, is never done. */
  signal?: AbortSignal | undefined;
};

/**
 * Runs a few pieces of each caller's work at a time; more of the same caller wait their turn. One caller's hundreds at once would
 * take every connection to the database, and everybody would wait for them.
 */
export class Bulkhead {
  private readonly compartments = new Map<string, Compartment>();

  constructor(private readonly atOnce: number) {}

  /** Throws UNAVAILABLE when its client left before its turn. */
  async run<T>(caller: string, work: () => Promise<T>, { name, signal }: RunOptions = {}): Promise<T> {
    if (signal?.aborted) throw clientLeft();
    const compartment = this.compartments.get(caller) ?? {
      ...{ running: 0, waiting: new Set(), joinable: new Map() },
    };
    this.compartments.set(caller, compartment);
    if (compartment.running < this.atOnce) {
      compartment.running++;
      return this.carryOut(caller, compartment, work);
    }
    const known = name === undefined ? undefined : compartment.joinable.get(name);
    const turn = known ?? this.wait(compartment, () => this.carryOut(caller, compartment, work), name);
    return turn.wanted(signal) as Promise<T>;
  }

  /** Callers that have work under way. */
  get size(): number {
    return this.compartments.size;
  }

  private wait(compartment: Compartment, work: () => Promise<unknown>, name?: string): Turn<unknown> {
    const turn = new Turn(work, () => {
      compartment.waiting.delete(turn);
      if (name !== undefined) compartment.joinable.delete(name);
    });
    compartment.waiting.add(turn);
    if (name !== undefined) compartment.joinable.set(name, turn);
    return turn;
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
    const [next] = compartment.waiting;
    if (next) return next.begin();
    compartment.running--;
    if (compartment.running === 0) this.compartments.delete(caller);
  }
}

/** Work that waits for its place, and those who want it. */
class Turn<T> {
  private wantedBy = 0;
  private hasBegun = false;
  private start: () => void = () => undefined;
  private readonly result: Promise<T>;

  /** @param onEnd told when it no longer waits: it begins, or nobody wants it */
  constructor(
    work: () => Promise<T>,
    private readonly onEnd: () => void,
  ) {
    this.result = new Promise<void>((resolve) => (this.start = resolve)).then(work);
  }

  begin(): void {
    this.hasBegun = true;
    this.onEnd();
    this.start();
  }

  wanted(signal: AbortSignal | undefined): Promise<T> {
    this.wantedBy++;
    if (!signal) return this.result;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        if (this.hasBegun) return;
        reject(clientLeft());
        if (--this.wantedBy === 0) this.onEnd();
      };
      signal.addEventListener("abort", onAbort, { once: true });
      const forget = () => signal.removeEventListener("abort", onAbort);
      void this.result.then(resolve, reject).finally(forget);
    });
  }
}

function clientLeft(): AppError {
  return new AppError("UNAVAILABLE", "Whoever asked left before it was their turn.");
}

export const getBulkhead = () => onGlobal("bulkhead", () => new Bulkhead(atOnceMax));
