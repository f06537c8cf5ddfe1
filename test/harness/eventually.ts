import { waitFor } from "../../scripts/lib/wait-for.ts";

/** Waits for a condition, never for a time. */
export function eventually<T>(
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  what: string,
  deadlineMs = 30_000,
): Promise<T> {
  return waitFor(ask, { what, deadlineMs, everyMs: 50 });
}
