import {
  answerRule,
  connectionRule,
  Ejection,
  type Evidence,
  latencyRule,
  NodePace,
  type UpstreamEvidence,
  Verdict,
} from "@meridian/contracts/routing";
import type { Clock } from "../../clock.ts";
import { AnswerTimes } from "./answer-times.ts";
import { ProbeHealth, type ProbeResult } from "./health.ts";

const recentlyMs = 1000;

/** All that this gateway has seen of one node, and what follows from it. A node nothing is known of is healthy and warm. */
export class NodeEvidence implements UpstreamEvidence {
  readonly answerTimes = new AnswerTimes();
  readonly health = new ProbeHealth();
  readonly pace = new NodePace();
  readonly verdict = new Verdict(this.pace);
  private readonly connections = new Ejection(connectionRule);
  private readonly answers = new Ejection(answerRule);
  private readonly latency = new Ejection(latencyRule);
  private readonly ejections = [this.connections, this.answers, this.latency];
  private answeredAtMs = Number.NEGATIVE_INFINITY;
  private refusedAtMs = Number.NEGATIVE_INFINITY;
  private timedOutAtMs = Number.NEGATIVE_INFINITY;
  private versions: ReadonlySet<string> | null = null;
  private readonly lacking = new Set<string>();

  /** `onVerdict`: what was computed from the evidence is out of date. */
  constructor(
    private readonly clock: Clock,
    private readonly onVerdict: () => void,
  ) {}

  /**
   * Any HTTP answer. 504 speaks against the node only when it had the time that it usually needs (`isTelling`).
   */
  recordAnswer(status: number, startedAtMs: number, isTelling: boolean): void {
    this.answeredAtMs = this.clock.now();
    if (status === 429) this.refusedAtMs = this.answeredAtMs;
    if (!isNodeFault(status)) this.answers.succeeded();
    else if (status !== 504 || isTelling) this.answerFailed(`answered ${status}`, startedAtMs);
  }

  /**
   * No answer within the time that it usually takes, or within a caller's generous deadline. Requests that waited side
   * by side are one observation: a short stall is not three timeouts in a row.
   */
  recordTimeout(startedAtMs: number): void {
    if (startedAtMs < this.timedOutAtMs) return;
    this.timedOutAtMs = this.clock.now();
    this.answerFailed(`no answer in ${Math.round(this.timedOutAtMs - startedAtMs)} ms`, startedAtMs);
  }

  recordConnectionFailure(error: unknown, startedAtMs: number): void {
    const detail = describeFailure(error);
    // Refused means that nobody listens: the process is gone, where a reset may be the network's doing.
    const isRestart = detail === "ECONNREFUSED";
    if (this.connections.failed(detail, startedAtMs, this.clock.now(), isRestart)) this.onVerdict();
  }

  /** It takes `ratio` times as long as others of its region do. Back in rotation it is judged by new answers. */
  recordLateAnswers(ratio: number): void {
    const now = this.clock.now();
    const detail = `answers take ${ratio.toFixed(1)} times as long as other nodes'`;
    if (!this.latency.failed(detail, now, now)) return;
    this.pace.forgetLatest();
    this.onVerdict();
  }

  recordProbe(result: ProbeResult): void {
    if (result.outcome === "good") {
      this.versions = result.versions ? new Set(result.versions) : null;
      this.lacking.clear();
    }
    if (this.health.record(result, this.clock.now())) this.onVerdict();
  }

  hard(nowMs: number): Evidence | null {
    return this.health.evidence ?? this.connections.at(nowMs);
  }

  soft(nowMs: number): Evidence | null {
    return this.answers.at(nowMs) ?? this.latency.at(nowMs);
  }

  /** When the last ejection ends; now when none stands. */
  ejectedUntilMs(nowMs: number): number {
    return Math.max(nowMs, ...this.ejections.map((one) => one.at(nowMs)?.untilMs ?? nowMs));
  }

  /** It answered that it does not hold this version: until its next probe it is believed. */
  recordLack(version: string): void {
    if (this.versions?.has(version)) this.lacking.add(version);
  }

  /** By its latest good probe and answers since it answers with this version, named or by digest, or it does not say. */
  mayHold(version: string): boolean {
    return !this.lacking.has(version) && (this.versions?.has(version) ?? true);
  }

  hasAnsweredRecently(nowMs: number): boolean {
    return nowMs - this.answeredAtMs < recentlyMs;
  }

  hasRefusedRecently(nowMs: number): boolean {
    return nowMs - this.refusedAtMs < recentlyMs;
  }

  private answerFailed(detail: string, startedAtMs: number): void {
    if (this.answers.failed(detail, startedAtMs, this.clock.now())) this.onVerdict();
  }
}

/** A node's 401 refuses this gateway, not the caller. */
export function isNodeFault(status: number): boolean {
  return status >= 500 || status === 401;
}

/** A connection's failure in a few words: the system's or undici's code, else the error's name. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  const code = "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : error.name;
}
