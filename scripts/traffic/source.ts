import { setTimeout as sleep } from "node:timers/promises";
import { failureReason, fetchText } from "@meridian/contracts/wait";

const batchMax = 4;
const timeoutMs = 10_000;
/** Requests under way at once; beyond it new ones are left out, so that a stuck gateway costs no memory. */
const inFlightMax = 50;

const noCounts = { ok: 0, failed: 0, skipped: 0, addresses: 0 };
type Counts = typeof noCounts & { lastProblem: string | null };

export type SourceOptions = {
  name: string;
  /** Of the gateway. */
  url: string;
  addresses: readonly string[];
  meanPerSecond: number;
  phase: number;
  random: () => number;
  /** Sent where it is given: gateways may ask for one. */
  apiKey?: string | undefined;
};

/** Clients of one region: asks its gateway for as long as it is not stopped, whatever the gateway answers. */
export class TrafficSource {
  readonly options: SourceOptions;
  #counts: Counts = { ...noCounts, lastProblem: null };
  #inFlight = 0;

  constructor(options: SourceOptions) {
    this.options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { meanPerSecond, phase, random } = this.options;
    while (!signal.aborted) {
      const gapMs = nextGapMs(rateAt({ meanPerSecond, phase, atMs: Date.now() }), random);
      await sleep(gapMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      if (this.#inFlight < inFlightMax) void this.#send();
      else this.#counts.skipped++;
    }
  }

  /** What happened since the call before. */
  takeCounts(): Counts {
    const taken = this.#counts;
    this.#counts = { ...noCounts, lastProblem: null };
    return taken;
  }

  async #send(): Promise<void> {
    const addresses = this.#draw();
    this.#inFlight++;
    try {
      const { apiKey } = this.options;
      const headers = {
        "content-type": "application/json",
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
      };
      const { ok, status } = await fetchText(
        `${this.options.url}/v1/parse`,
        { method: "POST", headers, body: JSON.stringify({ addresses }) },
        { ms: timeoutMs },
      );
      if (!ok) throw new Error(`answered ${status}`);
      this.#counts.ok++;
      this.#counts.addresses += addresses.length;
    } catch (error) {
      this.#counts.failed++;
      this.#counts.lastProblem = failureReason(error);
    } finally {
      this.#inFlight--;
    }
  }

  #draw() {
    const { addresses, random } = this.options;
    const size = 1 + Math.floor(random() * batchMax);
    return Array.from({ length: size }, () => addresses[Math.floor(random() * addresses.length)]);
  }
}

/** A day passes in 20 minutes, so that a 15-minute chart shows its rise and fall. */
export const dayMs = 20 * 60_000;
/** The quiet of the night and the peak, against the mean. */
const swing = 0.35;

type Moment = {
  meanPerSecond: number;
  /** In days: regions do not peak together. */
  phase: number;
  atMs: number;
};

/** Requests a second at a moment. */
export function rateAt({ meanPerSecond, phase, atMs }: Moment): number {
  return meanPerSecond * (1 + swing * Math.sin(2 * Math.PI * (atMs / dayMs + phase)));
}

/** Milliseconds until the next request of a Poisson process. */
export function nextGapMs(perSecond: number, random: () => number): number {
  return (-Math.log(1 - random()) / perSecond) * 1000;
}
