import { waitFor } from "../../scripts/lib/wait-for.ts";

/** Waits for a condition, never for a time. What takes long is asked less often: questions take the cores from what they ask. */
export function eventually<T>(
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  what: string,
  deadlineMs = 30_000,
): Promise<T> {
  return waitFor(ask, { what, deadlineMs, everyMs: 50, everyMsMax: 250 });
}
