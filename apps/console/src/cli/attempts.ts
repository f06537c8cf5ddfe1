import { setTimeout as sleep } from "node:timers/promises";

/** A whole answer, read as JSON. */
export type Answered = { status: number; headers: Headers; json: unknown };
/** One try of a request. `mayHaveArrived`: the console may have carried it out. */
export type Attempt = { answered: Answered } | { lost: string; mayHaveArrived: boolean };

const pausesMs = [500, 1000, 2000];
/** Tries, pauses included, begin within this time. */
const beginWithinMs = 25_000;

/**
 * Tries until there is an answer. What never left this machine is tried twice; what may have arrived is asked about
 * longer, since only an answer tells whether it was carried out.
 */
export async function tryUntilAnswered(
  once: () => Promise<Attempt>,
  wait: (ms: number) => Promise<void> = (ms) => sleep(ms),
): Promise<Attempt> {
  const endMs = performance.now() + beginWithinMs;
  let mayHaveArrived = false;
  for (let tried = 1; ; tried++) {
    const attempt = await once();
    if ("answered" in attempt) return attempt;
    mayHaveArrived ||= attempt.mayHaveArrived;
    const pauseMs = mayHaveArrived || tried < 2 ? pausesMs[tried - 1] : undefined;
    if (pauseMs === undefined || performance.now() + pauseMs > endMs) return { ...attempt, mayHaveArrived };
    await wait(pauseMs);
  }
}

/** Errors of making a connection: nothing was sent. */
const beforeSending = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

/** Whether a failed `fetch` may have reached the other side: not without a host, a port or a certificate that is trusted. */
export function mayHaveArrived(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return true;
  const code = "code" in cause ? String(cause.code) : "";
  if (cause.message === "bad port") return false;
  return !beforeSending.includes(code) && !/CERT|SIGNATURE|^ERR_(SSL|TLS)/.test(code);
}
