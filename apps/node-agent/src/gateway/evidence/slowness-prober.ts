import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { Attempt, type AttemptListener } from "../exchange/attempt.ts";
import type { ParseCall } from "../exchange/parse-call.ts";
import type { RoutedNode, RoutingTable } from "../choice/routing-table.ts";
import { readNodeReport } from "./run-report.ts";
import type { Upstream } from "./upstream.ts";

const deadlineMs = 10_000;

/** Sends a short parse to nodes that look slow: they get too little traffic to show that they recovered. */
export class SlownessProber {
  private readonly asked = new Map<Upstream, NodeJS.Timeout>();

  constructor(private readonly clock: Clock) {}

  /** One probe at a time for each node that wants one. */
  probe({ nodes }: RoutingTable): void {
    const now = this.clock.now();
    for (const node of nodes.values()) {
      const { evidence } = node;
      const isReachable = node.state !== "cordon" && evidence.hard(now) === null;
      if (isReachable && !this.asked.has(node.upstream) && evidence.slowness.wantsProbe(now)) this.ask(node);
    }
  }

  stop(): void {
    for (const timer of this.asked.values()) clearTimeout(timer);
  }

  private ask(node: RoutedNode): void {
    const { evidence, upstream } = node;
    const attempt = new Attempt(node, this.listener(node), this.clock, true);
    const onDeadline = () => {
      this.asked.delete(upstream);
      attempt.abort();
      evidence.abandoned(attempt, "late");
    };
    this.asked.set(upstream, setTimeout(onDeadline, deadlineMs).unref());
    attempt.send(probeCall(this.clock.now()), undefined, deadlineMs);
  }

  private listener({ evidence, upstream }: RoutedNode): AttemptListener {
    const done = () => {
      clearTimeout(this.asked.get(upstream));
      this.asked.delete(upstream);
    };
    return {
      onSent: (attempt) => evidence.begin(attempt),
      onFailed: (attempt, error) => {
        done();
        evidence.failed(attempt, error);
      },
      onHead: (attempt, status, headers) => {
        done();
        evidence.answered(attempt, status, readNodeReport(headers), true);
      },
      onData: () => true,
      onEnd: () => undefined,
      onCut: () => undefined,
    };
  }
}

const [firstHan, hanCount, probeLength] = [0x4e00, 20_000, 8];

/** Random characters: an answer from a node's cache would not show how fast it is. Digits share cache entries, so none are used. */
function probeText(): string {
  const codes = Array.from({ length: probeLength }, () => firstHan + Math.floor(Math.random() * hanCount));
  return String.fromCharCode(...codes);
}

function probeCall(nowMs: number): ParseCall {
  const body = Buffer.from(JSON.stringify({ addresses: [probeText()] }));
  const times = { receivedAtMs: nowMs, deadlineAtMs: nowMs + deadlineMs };
  return {
    requestId: randomUUID(),
    body,
    version: undefined,
    priority: undefined,
    onlyNodeId: undefined,
    ...times,
  };
}
