import { within } from "@meridian/contracts/wait";
import { Readiness } from "@meridian/contracts/wire";
import { type buildConnector, Pool } from "undici";
import type { Clock } from "../../clock.ts";
import { hurriedMs, type ProbeResult } from "./health.ts";
import { describeFailure, type NodeEvidence } from "./node-evidence.ts";

const probeTimeoutMs = 1000;
const answerBytesMax = 64 * 1024;
/** The minimum of these round trips is the one least affected by queueing. */
const roundTripsKept = 10;

export type ProberOptions = {
  url: string;
  connect: buildConnector.connector | buildConnector.BuildOptions;
  intervalMs: number;
  evidence: NodeEvidence;
  clock: Clock;
  random: () => number;
};

/** Asks one node `GET /readyz` for as long as it is in the table, over a connection of its own. */
export class Prober {
  private readonly connection: Pool;
  private timer: NodeJS.Timeout | undefined;
  private nextAtMs = 0;
  private lastAtMs = Number.NEGATIVE_INFINITY;
  private isProbing = false;
  private isStopped = false;
  private readonly roundTripsMs: number[] = [];

  constructor(private readonly options: ProberOptions) {
    const { url, connect } = options;
    // Whatever listens there: no answer of a node's is longer.
    this.connection = new Pool(url, { connections: 1, maxResponseSize: answerBytesMax, connect });
  }

  start(): void {
    this.schedule(this.options.random() * this.options.intervalMs);
  }

  /** Brings the next probe forward to the shortest allowed interval; calling it again changes nothing. */
  probeSoon(): void {
    const { clock, intervalMs } = this.options;
    const soonestMs = Math.max(clock.now(), this.lastAtMs + hurriedMs(intervalMs));
    if (!this.isProbing && soonestMs < this.nextAtMs) this.schedule(soonestMs - clock.now());
  }

  /** When a node that is down could be up again at the soonest, on the monotonic clock. */
  earliestRiseMs(): number {
    const { evidence, intervalMs } = this.options;
    return this.nextAtMs + evidence.health.soonestRiseAfterMs(intervalMs);
  }

  /** Minimum of the latest good probes; null before the first. */
  roundTripMs(): number | null {
    return this.roundTripsMs.length > 0 ? Math.min(...this.roundTripsMs) : null;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.connection.destroy();
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    this.nextAtMs = this.options.clock.now() + delayMs;
    this.timer = setTimeout(() => void this.probe(), delayMs);
    this.timer.unref();
  }

  private async probe(): Promise<void> {
    const { evidence, intervalMs, random } = this.options;
    this.isProbing = true;
    this.lastAtMs = this.options.clock.now();
    const result = await this.ask();
    this.isProbing = false;
    if (this.isStopped) return;
    if (result.outcome === "good") this.keepRoundTrip(this.options.clock.now() - this.lastAtMs);
    evidence.recordProbe(result);
    this.schedule(evidence.health.nextProbeInMs(intervalMs, random));
  }

  private keepRoundTrip(ms: number): void {
    this.roundTripsMs.push(ms);
    if (this.roundTripsMs.length > roundTripsKept) this.roundTripsMs.shift();
  }

  private async ask(): Promise<ProbeResult> {
    try {
      const limit = { ms: probeTimeoutMs, what: "an answer" };
      const { statusCode, text } = await within(limit, async (signal) => {
        const { statusCode, body } = await this.connection.request({
          path: "/readyz",
          method: "GET",
          signal,
        });
        return { statusCode, text: await body.text() };
      });
      const said = readReadiness(text);
      if (statusCode === 200) return { outcome: "good", ...versionsOf(said) };
      return { outcome: statusCode === 503 ? "not-ready" : "bad", detail: describeAnswer(statusCode, said) };
    } catch (error) {
      return { outcome: "bad", detail: `/readyz: ${describeFailure(error)}` };
    }
  }
}

/** Null when the body is not that of a node's `/readyz`. */
function readReadiness(text: string): Readiness | null {
  try {
    return Readiness.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function versionsOf(said: Readiness | null): { versions?: readonly string[] } {
  if (!said?.versions) return {};
  return { versions: said.versions.flatMap(({ name, digest }) => [name, digest]) };
}

/** A node that is not ready says why. */
function describeAnswer(status: number, said: Readiness | null): string {
  const answered = `/readyz answered ${status}`;
  return said?.reason ? `${answered}: ${said.reason}`.slice(0, 200) : answered;
}
