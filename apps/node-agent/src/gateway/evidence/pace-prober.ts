import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "../../clock.ts";
import { Attempt, type AttemptListener, type ParseCall } from "../exchange/attempt.ts";
import type { RoutedNode, RoutingTable } from "../choice/routing-table.ts";
import { readNodeReport } from "./run-report.ts";
import type { Upstream } from "./upstream.ts";

const deadlineMs = 10_000;

/** Asks nodes that look slow for a short parse now and then: they get too little traffic to show that they recovered. */
export class PaceProber {
  private readonly asked = new Map<Upstream, NodeJS.Timeout>();

  constructor(private readonly clock: Clock) {}

  /** Asks those that want it now, each at most once at a time. */
  probe({ nodes }: RoutingTable): void {
    const now = this.clock.now();
    for (const node of nodes.values()) {
      const { evidence } = node;
      const isReachable = node.state !== "cordon" && evidence.hard(now) === null;
      if (isReachable && !this.asked.has(node.upstream) && evidence.pace.wantsProbe(now)) this.ask(node);
    }
  }

  stop(): void {
    for (const timer of this.asked.values()) clearTimeout(timer);
  }

  private ask(node: RoutedNode): void {
    const { pace } = node.evidence;
    const attempt = new Attempt(node, this.listener(node), this.clock);
    const onDeadline = () => {
      this.asked.delete(node.upstream);
      attempt.abort();
      if (attempt.sent) pace.gaveUp(attempt.sent, true);
    };
    this.asked.set(node.upstream, setTimeout(onDeadline, deadlineMs).unref());
    attempt.send(probeCall(this.clock.now()), undefined, deadlineMs);
  }

  private listener(node: RoutedNode): AttemptListener {
    const { pace } = node.evidence;
    const done = () => {
      clearTimeout(this.asked.get(node.upstream));
      this.asked.delete(node.upstream);
    };
    return {
      onSent: ({ sent }) => sent && pace.sent(sent),
      onFailed: ({ sent }) => {
        done();
        if (sent) pace.gaveUp(sent, false);
      },
      onHead: ({ sent, headAtMs }, _status, headers: IncomingHttpHeaders) => {
        done();
        if (!sent || headAtMs === null) return;
        const upstreamMs = headAtMs - sent.sentAtMs;
        pace.answered(sent, { nowMs: headAtMs, upstreamMs, ...readNodeReport(headers) });
      },
      onData: () => true,
      onEnd: () => undefined,
      onCut: () => undefined,
    };
  }
}

const [firstHan, hanCount, probeLength] = [0x4e00, 20_000, 8];

/** Any characters: nobody's address, and known to no cache, which takes numbers for each other. */
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
