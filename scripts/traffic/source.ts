import { setTimeout as sleep } from "node:timers/promises";
import { nextGapMs, rateAt } from "./day-wave.ts";

const batchMax = 4;
const timeoutMs = 10_000;
/** Requests under way at once; beyond it new ones are left out, so that a stuck gateway costs no memory. */
const inFlightMax = 50;

/**
 * @typedef {{ ok: number, failed: number, skipped: number, addresses: number }} Counts
 */

/** Clients of one region: asks its gateway for as long as it is not stopped, whatever the gateway answers. */
export class TrafficSource {
  /** @type {Counts} */
  #counts = { ok: 0, failed: 0, skipped: 0, addresses: 0 };
  /** @type {string | null} */
  #lastProblem = null;
  #inFlight = 0;

  /**
   * @param {object} options
   * @param {string} options.name
   * @param {string} options.url of the gateway
   * @param {readonly string[]} options.addresses
   * @param {number} options.meanPerSecond
   * @param {number} options.phase
   * @param {() => number} options.random
   */
  constructor(options) {
    this.options = options;
  }

  /** @param {AbortSignal} signal */
  async run(signal) {
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
  takeCounts() {
    const taken = { ...this.#counts, lastProblem: this.#lastProblem };
    this.#counts = { ok: 0, failed: 0, skipped: 0, addresses: 0 };
    this.#lastProblem = null;
    return taken;
  }

  async #send() {
    const addresses = this.#draw();
    this.#inFlight++;
    try {
      const response = await fetch(`${this.options.url}/v1/parse`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ addresses }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`answered ${response.status}`);
      this.#counts.ok++;
      this.#counts.addresses += addresses.length;
    } catch (error) {
      this.#counts.failed++;
      this.#lastProblem = problemOf(error);
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

/** @param {unknown} error */
function problemOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
