import type { QueryCache } from "@tanstack/react-query";
import { type Query } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { isPassing } from "../query/is-passing.ts";
import { type Heard, type Silence, silenceOf } from "./freshness.ts";

const checkMs = 500;

/**
 * The one place that knows whether the page shows now or the past. It listens from the first live feed on; whoever shows
 * something of now asks `useSilence`.
 */
class SilenceWatch {
  private heard: Heard | null = null;
  private silence: Silence | null = null;
  private queries: QueryCache | null = null;
  private readonly listeners = new Set<() => void>();

  /** The page opens its feed. */
  begin(nowMs: number): void {
    if (this.heard) return;
    this.heard = { openedAtMs: nowMs, liveAtMs: null, isRefused: false, answeredUntilMs: null };
    setInterval(() => this.check(), checkMs);
  }

  /** Live data came. */
  hear(nowMs: number): void {
    if (!this.heard) return;
    this.heard.liveAtMs = nowMs;
    this.check();
  }

  /** Whether the console will not have this page back. */
  refuse(isRefused: boolean): void {
    if (!this.heard) return;
    this.heard.isRefused = isRefused;
    this.check();
  }

  follow(queries: QueryCache): void {
    this.queries = queries;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): Silence | null => this.silence;

  private check(): void {
    if (!this.heard) return;
    this.heard.answeredUntilMs = answeredUntilMs(this.queries?.getAll() ?? []);
    const next = silenceOf(this.heard, Date.now());
    if (next?.sinceMs === this.silence?.sinceMs && next?.isFirst === this.silence?.isFirst) return;
    this.silence = next;
    for (const listener of this.listeners) listener();
  }
}

/** The oldest answer that is shown although asking again got none; a refusal is an answer. */
export function answeredUntilMs(queries: readonly Query[]): number | null {
  const unanswered = queries.filter(
    (query) => query.isActive() && query.state.status === "error" && query.state.data !== undefined,
  );
  const times = unanswered
    .filter(({ state }) => isPassing(state.error))
    .map(({ state }) => state.dataUpdatedAt);
  return times.length > 0 ? Math.min(...times) : null;
}

export const silenceWatch = new SilenceWatch();

/** Null while the page shows now. It changes when that changes, not with each second. */
export function useSilence(): Silence | null {
  return useSyncExternalStore(silenceWatch.subscribe, silenceWatch.current, () => null);
}
