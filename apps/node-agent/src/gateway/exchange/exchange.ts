import type { IncomingHttpHeaders } from "node:http";
import { agentProblemOf, AppError, problemHeaders } from "@meridian/contracts/errors";
import type { Picker } from "@meridian/contracts/routing";
import { parseHeaders } from "@meridian/contracts/wire";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import { addressesIn, answerHead, gatewayTiming, isNodeAnswer, type AnswerSink } from "./answer-head.ts";
import { clientClosedStatus } from "../../http/limits.ts";
import { Attempt, type AttemptListener } from "./attempt.ts";
import type { ParseCall } from "./parse-call.ts";
import type { GatewayStats } from "../views/gateway-stats.ts";
import type { Abandonment } from "../evidence/node-evidence.ts";
import type { RetryBudget } from "./retry-budget.ts";
import { isFree, mayTryAgain, type Trouble } from "./retry.ts";
import type { RoutedNode, RoutingTable } from "../choice/routing-table.ts";
import { readNodeReport } from "../evidence/run-report.ts";
import { VersionChoice } from "./version-choice.ts";

/** Of the time left, after which another node is asked while nobody knows yet how long this one takes. */
const guessedShare = 1 / 2;
/** A shorter guess would double what clients with short deadlines ask for. */
const guessedMsMin = 100;
/** That one request shows to nodes. */
const bearersMax = 4;

export type ProxyParts = {
  clock: Clock;
  logger: Logger;
  table: () => RoutingTable | null;
  picker: Picker<RoutedNode>;
  budget: RetryBudget;
  stats: GatewayStats;
};

/** One request on its way through the gateway: pick, send, perhaps send elsewhere, answer. */
export class Exchange implements AttemptListener {
  private readonly tried: RoutedNode[] = [];
  private attempt: Attempt | null = null;
  private deadlineTimer: NodeJS.Timeout | undefined;
  private patienceTimer: NodeJS.Timeout | undefined;
  private repeats = 0;
  private bearersTried = 1;
  /** Abandoned only for being silent: asked once more when no other node can be reached. */
  private silentNode: RoutedNode | null = null;
  private forwardedStatus: number | null = null;
  private isOver = false;
  private readonly choice: VersionChoice;
  private pickMs = 0;
  private connectMs = 0;
  private upstreamMs = 0;

  constructor(
    private readonly call: ParseCall,
    private readonly sink: AnswerSink,
    private readonly parts: ProxyParts,
  ) {
    this.choice = new VersionChoice(call, parts.stats);
  }

  start(): void {
    const { stats, budget, clock } = this.parts;
    stats.began();
    const now = clock.now();
    budget.recordRequest(now);
    this.deadlineTimer = setTimeout(() => this.onDeadline(), this.call.deadlineAtMs - now);
    try {
      this.send(this.firstNode());
    } catch (error) {
      this.fail(error);
    }
  }

  /** The client is gone. */
  cancel(): void {
    if (this.isOver) return;
    this.abandon(this.attempt, "caller-left");
    this.finish(clientClosedStatus);
  }

  resume(): void {
    this.attempt?.resume();
  }

  onSent(attempt: Attempt): void {
    this.connectMs = (attempt.sentAtMs ?? attempt.startedAtMs) - attempt.startedAtMs;
    this.parts.stats.record("connect", this.connectMs);
    attempt.node.evidence.begin(attempt);
    const patienceMs = this.patienceMs(attempt) ?? this.guessedPatienceMs();
    if (patienceMs === null) return;
    // Timers run before sockets are read: after a pause of this process the answer may be waiting in the socket.
    this.patienceTimer = setTimeout(() => setImmediate(() => this.onSilence(attempt)), patienceMs);
  }

  onFailed(attempt: Attempt, error: Error): void {
    clearTimeout(this.patienceTimer);
    const { node, sentAtMs } = attempt;
    node.evidence.failed(attempt, error);
    node.upstream.probeSoon();
    if (this.tryAnother(sentAtMs === null ? "not-sent" : "broken") || this.trySilentAgain()) return;
    this.fail(new AppError("UNAVAILABLE", "No node could be reached.", { cause: error }));
  }

  onHead(attempt: Attempt, given: number, headers: IncomingHttpHeaders): void {
    clearTimeout(this.patienceTimer);
    const { node, sentAtMs, headAtMs } = attempt;
    const isForeign = !isNodeAnswer(given, headers, this.call.isStreamed === true);
    const status = isForeign ? 502 : given;
    this.upstreamMs = (headAtMs ?? 0) - (sentAtMs ?? 0);
    this.parts.stats.record("upstream", this.upstreamMs);
    if (status === 401 && this.showAnother(attempt)) return;
    node.evidence.answered(attempt, status, readNodeReport(headers), this.isTelling(attempt));
    const trouble = this.troubleOf(status);
    if (trouble === "version-gone") this.choice.lacks(node);
    if (trouble === "version-gone" || status === 503) node.upstream.probeSoon();
    // Not read to its end, which may never come.
    if (isForeign) attempt.abort();
    if (trouble && this.tryAnother(trouble)) return;
    if (isForeign) {
      this.fail(new AppError("UNAVAILABLE", "What answered for the node was no node."), 502);
      return;
    }
    const refusal = this.refusalInstead(status, trouble);
    if (refusal) {
      attempt.mute();
      this.fail(refusal);
      return;
    }
    this.forward(status, headers);
  }

  onData(chunk: Buffer): boolean {
    return this.sink.data(chunk);
  }

  onEnd(): void {
    this.sink.end();
    this.finish(this.forwardedStatus ?? 500);
  }

  onCut(): void {
    this.sink.cut();
    this.finish(502);
  }

  private firstNode(): RoutedNode {
    const { clock, table: currentTable, picker, stats } = this.parts;
    const table = currentTable();
    const from = clock.now();
    const { onlyNodeId } = this.call;
    if (!table) {
      stats.count("unroutable");
      throw new AppError("UNAVAILABLE", "This gateway has no routing table yet.");
    }
    const node =
      onlyNodeId === undefined ? this.choice.firstNode(table, picker) : (table.nodes.get(onlyNodeId) ?? null);
    this.pickMs = clock.now() - from;
    stats.record("pick", this.pickMs);
    if (node) return node;
    if (onlyNodeId !== undefined) throw new AppError("NOT_FOUND", "This gateway knows no such node.");
    stats.count("unroutable");
    throw new AppError("UNAVAILABLE", "No node can answer now.");
  }

  private send(node: RoutedNode): void {
    const leftMs = Math.floor(this.call.deadlineAtMs - this.parts.clock.now());
    if (leftMs < 1) {
      this.onDeadline();
      return;
    }
    this.tried.push(node);
    this.attempt = new Attempt(node, this, this.parts.clock);
    this.attempt.send(this.call, this.choice.version, leftMs);
  }

  /** No answer for longer than usual: asks another node, if one may be asked; else waits on. */
  private onSilence(attempt: Attempt): void {
    const isPending = !this.isOver && attempt === this.attempt && attempt.headAtMs === null;
    if (!isPending) return;
    this.silentNode = attempt.node;
    if (!this.tryAnother("silent")) this.silentNode = null;
    if (!this.silentNode || this.isOver) return;
    // A slow node is not ejected where its health factor can tell: the 1 % of traffic that it keeps shows its recovery.
    const { canTellStall } = attempt.node.evidence.slowness;
    // After a guess it says nothing about the node: its probes do.
    const isKnown = this.patienceMs(attempt) !== null;
    this.abandon(attempt, !isKnown ? "caller-left" : canTellStall ? "late" : "timed-out");
  }

  private abandon(attempt: Attempt | null, why: Abandonment): void {
    attempt?.abort();
    attempt?.node.evidence.abandoned(attempt, why);
  }

  private onDeadline(): void {
    const { attempt } = this;
    const isAnswered = attempt === null || attempt.headAtMs !== null;
    this.abandon(attempt, !isAnswered && this.isTelling(attempt) ? "timed-out" : "caller-left");
    if (this.forwardedStatus === null) {
      this.fail(new AppError("TIMEOUT", "The deadline passed before a node answered."));
    } else {
      this.onCut();
    }
  }

  /** To the same node with another bearer: it ran nothing, and says nothing of itself by that. */
  private showAnother(attempt: Attempt): boolean {
    if (!attempt.refuseBearer() || this.bearersTried >= bearersMax) return false;
    this.bearersTried++;
    attempt.mute();
    attempt.node.evidence.abandoned(attempt, "caller-left");
    this.send(attempt.node);
    return true;
  }

  /** Sends the request to another node when the rules and the budget allow it. */
  private tryAnother(trouble: Trouble): boolean {
    const now = this.parts.clock.now();
    const isAllowed = ({ evidence }: RoutedNode) =>
      trouble !== "refused" || !evidence.hasRefusedRecently(now);
    return this.sendOn(trouble, this.tried, isAllowed);
  }

  /** Once more to the node that was only slow to answer, if it still may be asked: those asked after it are gone. */
  private trySilentAgain(): boolean {
    const silent = this.silentNode;
    this.silentNode = null;
    if (!silent) return false;
    const isSilent = ({ id }: RoutedNode) => id === silent.id;
    const others = this.tried.filter((node) => !isSilent(node));
    return this.sendOn("broken", others, isSilent);
  }

  /** `avoided`: nodes that are not asked. */
  private sendOn(
    trouble: Trouble,
    avoided: readonly RoutedNode[],
    isAllowed: (node: RoutedNode) => boolean,
  ): boolean {
    const { clock, picker, budget, stats } = this.parts;
    const from = clock.now();
    if (this.call.onlyNodeId !== undefined) return false;
    if (!mayTryAgain(trouble, { attempts: this.tried.length, repeats: this.repeats })) return false;
    const next = this.choice.nextNode(picker, avoided, { trouble, isAllowed });
    if (!next) return false;
    if (!isFree(trouble)) {
      if (!budget.tryRetry(from)) return false;
      this.repeats++;
    }
    stats.count("retries");
    this.pickMs += clock.now() - from;
    this.attempt?.mute();
    if (next.isFallback) this.choice.fallBack();
    this.send(next.node);
    return true;
  }

  private patienceMs({ node }: Attempt): number | null {
    return node.evidence.answerTimes.patienceMs(this.call.body.length);
  }

  /** Without it a node that was cut off takes each request of a gateway with few to its deadline, until probes find it. */
  private guessedPatienceMs(): number | null {
    const guessMs = (this.call.deadlineAtMs - this.parts.clock.now()) * guessedShare;
    return guessMs < guessedMsMin ? null : guessMs;
  }

  /** False under a deadline shorter than the node usually needs: missing it says nothing about the node. */
  private isTelling(attempt: Attempt): boolean {
    if (attempt.sentAtMs === null) return false;
    const enoughMs = this.patienceMs(attempt) ?? this.parts.table()?.limits.deadlineMsDefault ?? Infinity;
    return this.parts.clock.now() - attempt.sentAtMs >= enoughMs;
  }

  private forward(status: number, headers: IncomingHttpHeaders): void {
    this.forwardedStatus = status;
    if (status === 200) this.call.charge?.(addressesIn(headers), this.parts.clock.now());
    const { requestId } = this.call;
    this.sink.head(
      status,
      answerHead(headers, { requestId, attempts: this.tried.length, timings: this.timings() }),
    );
  }

  private fail(error: unknown, answeredWith?: number): void {
    const { requestId, clientAddress } = this.call;
    const own = agentProblemOf(error, requestId);
    const status = answeredWith ?? own.status;
    const problem = { ...own, status };
    if (status === 500) {
      this.parts.logger.error({ err: error, requestId, clientAddress: clientAddress?.() }, "request failed");
    }
    const bytes = Buffer.from(JSON.stringify(problem));
    this.sink.head(status, {
      ...problemHeaders(error),
      "content-length": String(bytes.length),
      "server-timing": gatewayTiming(this.timings()),
      [parseHeaders.requestId]: requestId,
      [parseHeaders.attempts]: String(this.tried.length),
    });
    this.sink.data(bytes);
    this.sink.end();
    this.finish(status);
  }

  private troubleOf(status: number): Trouble | null {
    if (status === 401 || status === 502 || status === 503) return "unavailable";
    if (status === 404 && this.choice.version !== undefined) return "version-gone";
    return status === 429 ? "refused" : null;
  }

  /** The error for the client when the node's answer is about the gateway or the version, not about the request. */
  private refusalInstead(status: number, trouble: Trouble | null): AppError | null {
    if (status === 401) return new AppError("UNAVAILABLE", "The node does not accept this gateway yet.");
    const isOneOfMany = trouble === "version-gone" && this.call.onlyNodeId === undefined;
    return isOneOfMany ? this.choice.missing(this.parts.table()) : null;
  }

  private timings() {
    const { pickMs, connectMs, upstreamMs } = this;
    return { pickMs, connectMs, upstreamMs, totalMs: this.elapsedMs() };
  }

  private elapsedMs(): number {
    return this.parts.clock.now() - this.call.receivedAtMs;
  }

  private finish(status: number): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.deadlineTimer);
    clearTimeout(this.patienceTimer);
    this.parts.stats.ended(status, this.elapsedMs());
  }
}
