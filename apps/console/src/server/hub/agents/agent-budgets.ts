import { agentRates } from "../connection-limit.ts";
import { type Rate, TokenBucket } from "./token-bucket.ts";

/**
 * What one agent may send. Honest ones stay far below: a frame a second, a hello for each connection. A burst holds what
 * arrives together after the console or the network stood for a while.
 */
const budgets = {
  // Also those that are no message: answers to nothing that was asked are dropped only after they were read.
  packet: { ...agentRates.packet, reason: "more than 60 packets a second" },
  bytes: { ...agentRates.bytes, reason: "more than 2 MiB a second" },
  message: { perSecond: 20, burst: 200, reason: "more than 20 messages a second" },
  frame: { perSecond: 2, burst: 60, reason: "more than 2 telemetry frames a second" },
  observed: { perSecond: 5, burst: 50, reason: "more than 5 reports a second" },
  hello: { perSecond: 0.1, burst: 5, reason: "more than one hello in 10 seconds" },
  certificate: { perSecond: 0.1, burst: 5, reason: "more than one certificate in 10 seconds" },
  strangeVersion: { perSecond: 0.1, burst: 10, reason: "telemetry of versions that are not registered" },
} as const satisfies Record<string, Rate & { reason: string }>;

export type BudgetName = keyof typeof budgets;

/** Agents come and go for years: whoever's budgets are full again is forgotten, at every so many new ones. */
const sweepAtEvery = 1000;
/** Whoever overdrew a budget is let in again after this. */
const pauseMs = 10_000;

/** An agent's link is closed for `reason`; it may come back after `retryAfterMs`. */
export type Overdrawn = { reason: string; retryAfterMs: number };

/** Budgets by credential, not by link: a new connection brings no new ones. */
export class AgentBudgets {
  private readonly buckets = new Map<string, Record<BudgetName, TokenBucket>>();
  private readonly pausedUntilMs = new Map<string, number>();

  /** Null: it is within its budget. */
  take(agentId: string, name: BudgetName, nowMs: number, tokens = 1): Overdrawn | null {
    if (this.bucketsOf(agentId, nowMs)[name].take(nowMs, tokens)) return null;
    this.pausedUntilMs.set(agentId, nowMs + pauseMs);
    return { reason: budgets[name].reason, retryAfterMs: pauseMs };
  }

  /** For what the console asked: its answer overdraws nothing. */
  give(agentId: string, name: BudgetName, nowMs: number, tokens: number): void {
    this.bucketsOf(agentId, nowMs)[name].give(tokens, nowMs);
  }

  /** How long an agent whose link was closed has to stay away still; null: not at all. */
  pauseOf(agentId: string, nowMs: number): { retryAfterMs: number } | null {
    const untilMs = this.pausedUntilMs.get(agentId) ?? nowMs;
    if (untilMs > nowMs) return { retryAfterMs: Math.ceil(untilMs - nowMs) };
    this.pausedUntilMs.delete(agentId);
    return null;
  }

  /** Agents that are remembered. */
  get size(): number {
    return this.buckets.size;
  }

  private bucketsOf(agentId: string, nowMs: number): Record<BudgetName, TokenBucket> {
    const known = this.buckets.get(agentId);
    if (known) return known;
    if (this.buckets.size % sweepAtEvery === 0) this.forgetIdle(nowMs);
    const made = Object.fromEntries(
      Object.entries(budgets).map(([name, rate]) => [name, new TokenBucket(rate, nowMs)]),
    ) as Record<BudgetName, TokenBucket>;
    this.buckets.set(agentId, made);
    return made;
  }

  private forgetIdle(nowMs: number): void {
    for (const [agentId, buckets] of this.buckets)
      if (Object.values(buckets).every((bucket) => bucket.isFull(nowMs))) this.buckets.delete(agentId);
  }
}
