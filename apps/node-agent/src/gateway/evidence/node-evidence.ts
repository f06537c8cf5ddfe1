import {
  answerRule,
  connectionRule,
  Ejection,
  type Evidence,
  latencyRule,
  SlownessTracker,
  type SentRequest,
  type UpstreamEvidence,
  Verdict,
} from "@meridian/contracts/routing";
import type { Clock } from "../../clock.ts";
import { AnswerTimes } from "./answer-times.ts";
import { ProbeHealth, type ProbeResult } from "./health.ts";
import type { NodeReport } from "./run-report.ts";

const recentlyMs = 1000;

/** One request at one node, as far as it got. */
export type Trial = {
  startedAtMs: number;
  /** Null while nothing was sent. */
  sent: SentRequest | null;
  /** When the answer's head came; null before. */
  headAtMs: number | null;
  /** Sent by the gateway to measure speed: it counts neither as a request nor as a failure of the node. */
  isProbe: boolean;
};

/** Why a request was abandoned. */
export type Abandonment =
  /** The caller left, or left the node too little time. */
  | "caller-left"
  /** The node had the time it usually needs. */
  | "late"
  /** As `late`, and it counts as a failed answer. */
  | "timed-out";

export type EvidenceParts = {
  /** No gateway has found it ready yet. */
  isUnproven: boolean;
  clock: Clock;
  /** What was computed from the evidence is out of date. */
  onVerdict: () => void;
  /** Counts a request that failed at this node, even when a retry at another one succeeds. */
  countFailure: () => void;
};

/**
 * All that this gateway remembers of one node: `begin`, then one of `answered`, `failed` and `abandoned` for each request.
 * A node nothing is known of is healthy and warm, unless nobody has found it ready yet.
 */
export class NodeEvidence implements UpstreamEvidence {
  readonly answerTimes = new AnswerTimes();
  readonly health = new ProbeHealth();
  readonly slowness = new SlownessTracker();
  readonly verdict = new Verdict(this.slowness);
  private readonly connections = new Ejection(connectionRule);
  private readonly answers = new Ejection(answerRule);
  private readonly latency = new Ejection(latencyRule);
  private readonly ejections = [this.connections, this.answers, this.latency];
  private answeredAtMs = Number.NEGATIVE_INFINITY;
  private refusedAtMs = Number.NEGATIVE_INFINITY;
  private timedOutAtMs = Number.NEGATIVE_INFINITY;
  private versions: ReadonlySet<string> | null = null;
  private readonly lacking = new Set<string>();
  private unprovenSinceMs: number | null;
  private bearerlessSinceMs: number | null = null;

  constructor(private readonly parts: EvidenceParts) {
    this.unprovenSinceMs = parts.isUnproven ? this.now() : null;
  }

  get isUnproven(): boolean {
    return this.unprovenSinceMs !== null;
  }

  /** It was found ready, here or by another gateway: from now on its absence is a loss. */
  prove(): void {
    if (!this.isUnproven) return;
    this.unprovenSinceMs = null;
    this.parts.onVerdict();
  }

  /** Without a bearer the node refuses this gateway, however well it is. */
  recordBearer(hasBearer: boolean): void {
    if (hasBearer === (this.bearerlessSinceMs === null)) return;
    this.bearerlessSinceMs = hasBearer ? null : this.now();
    this.parts.onVerdict();
  }

  begin({ sent }: Trial): void {
    if (sent) this.slowness.sent(sent);
  }

  /** Any HTTP answer. `isTelling`: the node had the time that it usually needs; without it a 504 says nothing about it. */
  answered(trial: Trial, status: number, report: NodeReport, isTelling: boolean): void {
    const { sent, headAtMs, startedAtMs, isProbe } = trial;
    if (!sent || headAtMs === null) return;
    const upstreamMs = headAtMs - sent.sentAtMs;
    this.slowness.answered(sent, { nowMs: headAtMs, upstreamMs, ...report });
    if (isProbe) return;
    this.answeredAtMs = this.now();
    if (status === 429) this.refusedAtMs = this.answeredAtMs;
    if (status < 300) this.answerTimes.observe(sent.bytes, upstreamMs);
    if (!isNodeFault(status)) return this.answers.succeeded();
    this.parts.countFailure();
    if (status !== 504 || isTelling) this.answerFailed(`answered ${status}`, startedAtMs);
  }

  /** The connection could not be made, or broke before an answer. */
  failed({ sent, startedAtMs, isProbe }: Trial, error: unknown): void {
    if (sent) this.slowness.gaveUp(sent, false);
    if (isProbe) return;
    this.parts.countFailure();
    const detail = describeFailure(error);
    // Refused means that nobody listens: the process is gone, where a reset may be the network's doing.
    const isRestart = detail === "ECONNREFUSED";
    if (this.connections.failed(detail, startedAtMs, this.now(), isRestart)) this.parts.onVerdict();
  }

  abandoned({ sent, startedAtMs, isProbe }: Trial, why: Abandonment): void {
    if (!sent) return;
    this.slowness.gaveUp(sent, why !== "caller-left");
    if (isProbe || why === "caller-left") return;
    this.answerTimes.observe(sent.bytes, this.now() - sent.sentAtMs);
    this.parts.countFailure();
    if (why === "timed-out") this.timedOut(startedAtMs);
  }

  /** Its answers take `slowness` times as long as those of others of its region. Back in rotation it is judged by new answers. */
  recordLateAnswers(slowness: number): void {
    const now = this.now();
    const detail = `answers take ${slowness.toFixed(1)} times as long as other nodes'`;
    if (!this.latency.failed(detail, now, now)) return;
    this.slowness.forgetLatest();
    this.parts.onVerdict();
  }

  recordProbe(result: ProbeResult): void {
    if (result.outcome === "good") {
      this.recordVersions(result.versions ? new Set(result.versions) : null);
    }
    if (this.health.record(result, this.now())) this.parts.onVerdict();
    if (result.outcome === "good" && this.health.evidence === null) this.prove();
  }

  hard(nowMs: number): Evidence | null {
    return this.unproven() ?? this.bearerless() ?? this.health.evidence ?? this.connections.at(nowMs);
  }

  soft(nowMs: number): Evidence | null {
    return this.answers.at(nowMs) ?? this.latency.at(nowMs);
  }

  /** When the last ejection ends; `nowMs` when none is in force. */
  ejectedUntilMs(nowMs: number): number {
    return Math.max(nowMs, ...this.ejections.map((one) => one.at(nowMs)?.untilMs ?? nowMs));
  }

  /** It answered that it does not hold this version; it is not asked for it again before its next probe. */
  recordLack(version: string): void {
    if (!this.versions?.has(version) || this.lacking.has(version)) return;
    this.lacking.add(version);
    this.parts.onVerdict();
  }

  /**
   * True when its latest good probe listed the version (name or digest) and no answer since denied it, or when its probes
   * list no versions.
   */
  mayHold(version: string): boolean {
    return !this.lacking.has(version) && (this.versions?.has(version) ?? true);
  }

  hasAnsweredRecently(nowMs: number): boolean {
    return nowMs - this.answeredAtMs < recentlyMs;
  }

  hasRefusedRecently(nowMs: number): boolean {
    return nowMs - this.refusedAtMs < recentlyMs;
  }

  /** Pickers remember who holds which version until they are told that it changed. */
  private recordVersions(versions: ReadonlySet<string> | null): void {
    const isSame =
      versions?.size === this.versions?.size && [...(versions ?? [])].every((one) => this.versions?.has(one));
    const isNews = !isSame || this.lacking.size > 0;
    this.versions = versions;
    this.lacking.clear();
    if (isNews) this.parts.onVerdict();
  }

  /** Requests that waited side by side are one observation: a short stall is not three timeouts in a row. */
  private timedOut(startedAtMs: number): void {
    if (startedAtMs < this.timedOutAtMs) return;
    this.timedOutAtMs = this.now();
    this.answerFailed(`no answer in ${Math.round(this.timedOutAtMs - startedAtMs)} ms`, startedAtMs);
  }

  private unproven(): Evidence | null {
    if (this.unprovenSinceMs === null) return null;
    const detail = this.health.evidence?.detail ?? "no gateway has found it ready yet";
    const sinceMs = this.unprovenSinceMs;
    return { severity: "hard", rule: "unproven", detail, sinceMs, untilMs: null, isRestart: true };
  }

  private bearerless(): Evidence | null {
    if (this.bearerlessSinceMs === null) return null;
    const detail = "the console gives this gateway no bearer for it, as for a revoked credential";
    const times = { sinceMs: this.bearerlessSinceMs, untilMs: null };
    return { severity: "hard", rule: "no-bearer", detail, ...times, isRestart: false };
  }

  private answerFailed(detail: string, startedAtMs: number): void {
    if (this.answers.failed(detail, startedAtMs, this.now())) this.parts.onVerdict();
  }

  private now(): number {
    return this.parts.clock.now();
  }
}

/** A node's 401 refuses this gateway, not the caller. */
function isNodeFault(status: number): boolean {
  return status >= 500 || status === 401;
}

/** A connection's failure in a few words: the system's or undici's code, else the error's name. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  const code = "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : error.name;
}
