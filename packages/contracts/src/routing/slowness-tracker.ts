import { RunningQuantile } from "./running-quantile.ts";
import { SizedBaseline } from "./sized-baseline.ts";
import { slownessTolerated } from "./health-factor.ts";
import { VersionRunTimes } from "./version-run-times.ts";

const memoryMs = 600_000;
/** Shorter than `memoryMs`: the time between answers follows the load, which changes faster than a node does. */
const silenceMemoryMs = 60_000;
const silencesMin = 100;
const samplesMin = 30;
/** Baselines learn only below this slowness: otherwise a node slow for long would come to look usual. */
const learnSlownessMax = 1.5;
/** Shorter times count as these: below them even a slow node answers soon enough. */
const serviceMsMin = 3;
const networkMsMin = 20;
/** No progress for 4 times the usual silence, and never under 250 ms, is a stall. */
const silenceFactor = 4;
const silenceMsMin = 250;
/** A node found slow stays so for at least this long. */
const holdMs = 1000;
/** Weight of one answer in the average: at most a third, less when many come within half a second. */
const gainMax = 1 / 3;
const averageMs = 500;
const sampleSlownessMax = 25;
const versionsMax = 8;
const probeAfterMs = 500;

/** What a node reports of a run: version and precision, padded tokens of the batch, ms in the engine. */
export type RunReport = { version: string; batchTokens: number; runMs: number };
export type AnswerTiming = {
  nowMs: number;
  /** From the request's last byte sent to the answer's head. */
  upstreamMs: number;
  /** The node's own part of it; null when it did not say. */
  nodeMs: number | null;
  /** Null for answers from the cache, and from nodes that do not say. */
  run: RunReport | null;
};
/** A request on its way to the node. */
export type SentRequest = { sentAtMs: number; bytes: number };

/** Which evidence of slowness is the largest, and how large: 1 is usual. */
export type Slowness = { value: number; cause: "service" | "network" | "stall" };

/**
 * How much slower than usual one node is, told by what comes back from it. Waiting in a queue is load, not sickness:
 * what counts is the engine's time for a batch of that size and version (service), the way there and back (network), and
 * how long nothing at all was computed while something was asked (stall). docs/node-choice.md says why.
 */
export class SlownessTracker {
  private readonly versions = new Map<string, VersionRunTimes>();
  private readonly ways = new SizedBaseline(0.5, memoryMs);
  /** The time a request takes when it hardly waits. */
  private readonly answers = new SizedBaseline(0.1, memoryMs);
  private readonly silences = new RunningQuantile(0.99, silenceMemoryMs);
  private readonly inFlight = new Set<SentRequest>();
  private service = new SlownessAverage();
  private network = new SlownessAverage();
  /** Since when something was asked and nothing computed. */
  private silentSinceMs: number | null = null;
  private isOwedAnswer = false;
  private held: Slowness = usual;
  private heldUntilMs = 0;
  private lastRun: RunReport | null = null;
  private toldAtMs = Number.NEGATIVE_INFINITY;

  /** True once enough silences are known to tell a stall from a usual one. */
  get canTellStall(): boolean {
    return this.silences.samples >= silencesMin;
  }

  /** True when it looks slow and no answer has shown otherwise for a while. */
  wantsProbe(nowMs: number): boolean {
    return nowMs - this.toldAtMs >= probeAfterMs && this.at(nowMs).value > learnSlownessMax;
  }

  /** The version of the latest run; null while none is known. */
  get latestVersion(): string | null {
    return this.lastRun?.version ?? null;
  }

  /** Times of one version, learned only while the node is not slow. */
  version(name: string): VersionRunTimes | undefined {
    return this.versions.get(name);
  }

  /** Forgets the latest run times, by which the node is compared with others of its region. */
  forgetLatest(): void {
    for (const runTimes of this.versions.values()) runTimes.forgetLatest();
  }

  sent(request: SentRequest): void {
    this.inFlight.add(request);
    this.silentSinceMs ??= request.sentAtMs;
  }

  answered(request: SentRequest, answer: AnswerTiming): void {
    const { nowMs, run } = answer;
    const silentMs = nowMs - (this.silentSinceMs ?? nowMs);
    this.judge(nowMs);
    const mayLearn = this.at(nowMs).value <= learnSlownessMax;
    this.inFlight.delete(request);
    this.judgeNetwork(request, answer, mayLearn);
    if (!run) {
      this.endSilenceIfIdle();
      return;
    }
    if (mayLearn) {
      this.silences.observe(silentMs, nowMs);
      this.answers.observe(request.bytes, answer.upstreamMs, nowMs);
    }
    this.silentSinceMs = this.inFlight.size > 0 ? nowMs : null;
    this.isOwedAnswer = false;
    this.toldAtMs = nowMs;
    if (!isSameRun(run, this.lastRun)) this.judgeService(run, answer, mayLearn);
    this.lastRun = run;
  }

  /** The request was abandoned. `isOwed`: the node had time enough to answer, so its silence still counts as a stall. */
  gaveUp(request: SentRequest, isOwed: boolean): void {
    this.inFlight.delete(request);
    this.isOwedAnswer ||= isOwed;
    this.endSilenceIfIdle();
  }

  /** Forgets the baselines: the process they were learned from was replaced. */
  forget(): void {
    this.versions.clear();
    this.service = new SlownessAverage();
    this.network = new SlownessAverage();
    this.held = usual;
  }

  /** The slowness now, or the one that `judge` holds while that is larger and its second is not over. */
  at(nowMs: number): Slowness {
    const now = this.momentary(nowMs);
    return now.value >= this.held.value || nowMs >= this.heldUntilMs ? now : this.held;
  }

  /** Holds what `at` finds now: a node found slow stays so for a second, though its next answers are quick. */
  judge(nowMs: number): void {
    this.held = this.at(nowMs);
    if (this.momentary(nowMs).value > slownessTolerated) this.heldUntilMs = nowMs + holdMs;
  }

  private momentary(nowMs: number): Slowness {
    const stall = this.stallSlowness(nowMs);
    const { value: service } = this.service;
    const { value: network } = this.network;
    const slowness = Math.max(1, stall, service, network);
    return {
      value: slowness,
      cause: slowness === stall ? "stall" : slowness === network ? "network" : "service",
    };
  }

  private stallSlowness(nowMs: number): number {
    if (this.silentSinceMs === null || !this.canTellStall) return 1;
    const [oldest] = this.inFlight;
    const usualMs = Math.max(this.silences.value, (oldest && this.answers.expectedMs(oldest.bytes)) ?? 0);
    const allowedMs = Math.max(silenceMsMin, silenceFactor * usualMs);
    return (slownessTolerated * (nowMs - this.silentSinceMs)) / allowedMs;
  }

  private judgeService(
    { version, batchTokens, runMs }: RunReport,
    answer: AnswerTiming,
    mayLearn: boolean,
  ): void {
    const runTimes = this.runTimesOf(version);
    const { nowMs } = answer;
    const expectedMs = runTimes.runs.samples >= samplesMin ? runTimes.runs.expectedMs(batchTokens) : null;
    if (expectedMs !== null) this.service.observe(runMs / Math.max(serviceMsMin, expectedMs), nowMs);
    if (!mayLearn && expectedMs !== null) return;
    runTimes.runs.observe(batchTokens, runMs, nowMs);
    runTimes.answered(batchTokens, runMs + wayMsOf(answer));
  }

  private judgeNetwork({ bytes }: SentRequest, answer: AnswerTiming, mayLearn: boolean): void {
    if (answer.nodeMs === null) return;
    const { nowMs } = answer;
    const wayMs = wayMsOf(answer);
    const expectedMs = this.ways.samples >= samplesMin ? this.ways.expectedMs(bytes) : null;
    if (expectedMs !== null) this.network.observe(wayMs / Math.max(networkMsMin, expectedMs), nowMs);
    if (mayLearn || expectedMs === null) this.ways.observe(bytes, wayMs, nowMs);
  }

  private runTimesOf(version: string): VersionRunTimes {
    let runTimes = this.versions.get(version);
    if (!runTimes) {
      const [oldest] = this.versions.keys();
      if (oldest !== undefined && this.versions.size >= versionsMax) this.versions.delete(oldest);
      runTimes = new VersionRunTimes();
      this.versions.set(version, runTimes);
    }
    return runTimes;
  }

  private endSilenceIfIdle(): void {
    if (this.inFlight.size === 0 && !this.isOwedAnswer) this.silentSinceMs = null;
  }
}

const usual: Slowness = { value: 1, cause: "service" };

/** Exponential average over half a second or a few answers, whichever is longer. */
class SlownessAverage {
  value = 1;
  private atMs = Number.NEGATIVE_INFINITY;

  observe(sample: number, nowMs: number): void {
    const gain = Math.min(gainMax, (nowMs - this.atMs) / averageMs);
    this.value += gain * (Math.min(sampleSlownessMax, sample) - this.value);
    this.atMs = nowMs;
  }
}

/** Ms on the network; 0 when the node does not report its own part. */
function wayMsOf({ upstreamMs, nodeMs }: AnswerTiming): number {
  return Math.max(0, upstreamMs - (nodeMs ?? upstreamMs));
}

/** Every answer of a batch reports the same run, which must count once. */
function isSameRun(a: RunReport, b: RunReport | null): boolean {
  return b !== null && a.runMs === b.runMs && a.batchTokens === b.batchTokens && a.version === b.version;
}
