import { AppError } from "@meridian/contracts/errors";
import { onGlobal } from "../boot/shared.ts";

type Compartment = { running: number; readonly waiting: Set<() => void> };

/** Each takes a connection to the database, and time of the one thread that serves everybody. */
const atOnceMax = 2;

/**
 * Runs a few pieces of each caller's work at a time; more of the same caller wait their turn. One caller's hundreds at once would
 * take every connection to the database, and everybody would wait for them.
 */
export class Bulkhead {
  private readonly compartments = new Map<string, Compartment>();

  constructor(private readonly atOnce: number) {}

  /** @param signal aborted when nobody waits for the work any more: what did not begin by then is never done, and rejects */
  async run<T>(caller: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const compartment = this.compartments.get(caller) ?? { running: 0, waiting: new Set() };
    this.compartments.set(caller, compartment);
    if (compartment.running >= this.atOnce) await turnIn(compartment, signal);
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
    const [next] = compartment.waiting;
    if (next) {
      compartment.waiting.delete(next);
      return next();
    }
    compartment.running--;
    if (compartment.running === 0) this.compartments.delete(caller);
  }
}

export const getBulkhead = () => onGlobal("bulkhead", () => new Bulkhead(atOnceMax));

/** A place once one is free. */
function turnIn({ waiting }: Compartment, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      waiting.delete(go);
      reject(new AppError("UNAVAILABLE", "Whoever asked left before it was their turn."));
    };
    const go = () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    };
    if (signal?.aborted) return stop();
    signal?.addEventListener("abort", stop, { once: true });
    waiting.add(go);
  });
}
