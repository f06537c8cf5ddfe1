import type { IncomingHttpHeaders } from "node:http";
import type { SentRequest } from "@meridian/contracts/routing";
import { parseHeaders, parseStreamType } from "@meridian/contracts/wire";
import type { Dispatcher } from "undici";
import type { Clock } from "../../clock.ts";
import type { RoutedNode } from "../choice/routing-table.ts";
import type { Trial } from "../evidence/node-evidence.ts";
import type { ParseCall } from "./parse-call.ts";

/** Told what becomes of an attempt: `onSent`, then one of `onFailed` and `onHead`; after a head data, then end or cut. */
export type AttemptListener = {
  onSent(attempt: Attempt): void;
  /** No usable answer; when `attempt.sentAtMs` is null the node has seen nothing of the request. */
  onFailed(attempt: Attempt, error: Error): void;
  onHead(attempt: Attempt, status: number, headers: IncomingHttpHeaders): void;
  /** False: wait until `resume()`. */
  onData(chunk: Buffer): boolean;
  onEnd(): void;
  onCut(): void;
};

/** Ends a connection whose node stopped in the middle of an answer. */
const bodyTimeoutMs = 30_000;

/**
 * One try at one node. The head is held back until the body begins: an answer that breaks off before that can still be
 * had from another node.
 */
export class Attempt implements Trial, Dispatcher.DispatchHandler {
  readonly startedAtMs: number;
  /** Null while nothing was sent. */
  sent: SentRequest | null = null;
  headAtMs: number | null = null;
  private controller: Dispatcher.DispatchController | undefined;
  private head: { status: number; headers: IncomingHttpHeaders } | null = null;
  private isHeadPassedOn = false;
  private isMuted = false;
  private isAborted = false;
  private bodyBytes = 0;
  private shown: string | undefined;

  constructor(
    readonly node: RoutedNode,
    private readonly listener: AttemptListener,
    private readonly clock: Clock,
    readonly isProbe = false,
  ) {
    this.startedAtMs = clock.now();
  }

  get sentAtMs(): number | null {
    return this.sent?.sentAtMs ?? null;
  }

  /** `version`: to be asked for; without one the node answers with its own. */
  send(call: ParseCall, version: string | undefined, leftMs: number): void {
    this.bodyBytes = call.body.length;
    this.shown = this.node.authorization.header;
    const headers = ["content-type", "application/json"];
    if (this.shown !== undefined) headers.push("authorization", this.shown);
    headers.push(parseHeaders.requestId, call.requestId, parseHeaders.deadline, String(leftMs));
    if (version !== undefined) headers.push(parseHeaders.version, version);
    if (call.priority !== undefined) headers.push(parseHeaders.priority, call.priority);
    if (call.explain !== undefined) headers.push(parseHeaders.explain, call.explain);
    if (call.isTest) headers.push(parseHeaders.test, "true");
    if (call.isStreamed) headers.push("accept", parseStreamType);
    // The exchange keeps time itself: undici's timers are half a second coarse.
    const timeouts = { headersTimeout: 0, bodyTimeout: bodyTimeoutMs };
    const { pool } = this.node.upstream;
    pool.dispatch({ path: "/v1/parse", method: "POST", headers, body: call.body, ...timeouts }, this);
  }

  /** The node does not accept what it was shown. False: there is nothing else to show. */
  refuseBearer(): boolean {
    return this.node.authorization.refuse(this.shown);
  }

  /** Tells the listener nothing more and reads the answer to its end, which keeps the connection. */
  mute(): void {
    this.isMuted = true;
  }

  /** Tells the listener nothing more and cancels the request at the node. */
  abort(): void {
    this.isMuted = true;
    this.isAborted = true;
    this.controller?.abort(new Error("given up"));
  }

  resume(): void {
    this.controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Throw instead of abort: nothing was written yet, and an abort would close the connection.
    if (this.isAborted) throw new Error("given up");
    this.controller = controller;
    this.sent = { sentAtMs: this.clock.now(), bytes: this.bodyBytes };
    if (!this.isMuted) this.listener.onSent(this);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    this.headAtMs = this.clock.now();
    this.head = { status, headers };
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.passOnHead();
    if (!this.isMuted && !this.listener.onData(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.passOnHead();
    if (!this.isMuted) this.listener.onEnd();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.isMuted) return;
    if (this.isHeadPassedOn) this.listener.onCut();
    else this.listener.onFailed(this, error);
  }

  private passOnHead(): void {
    if (this.isHeadPassedOn || this.isMuted || !this.head) return;
    this.isHeadPassedOn = true;
    this.listener.onHead(this, this.head.status, this.head.headers);
  }
}
