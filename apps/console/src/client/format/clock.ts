import { useSyncExternalStore } from "react";

const tickMs = 1000;
const listeners = new Set<() => void>();
let nowMs = 0;
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === null) {
    nowMs = Date.now();
    timer = setInterval(tick, tickMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

/**
 * The time in ms, renewed once a second: one timer for all ages on a page. Null while the page is drawn on the server,
 * whose clock would not match.
 */
export function useNow(): number | null {
  return useSyncExternalStore(
    subscribe,
    () => (nowMs === 0 ? null : nowMs),
    () => null,
  );
}
