import { setTimeout as sleep } from "node:timers/promises";

/** A whole answer, read as JSON. */
export type Answered = { status: number; headers: Headers; json: unknown };
type Lost = {
  /** Why there is no answer of the console. */
  lost: string;
  /** The console may have carried it out. */
  mayHaveArrived: boolean;
  /** It asks for so much patience: it is there, and has too much to do. */
  retryAfterMs?: number;
};
/** One try of a request. A redirect is nobody's answer, and says that the console is elsewhere. */
export type Attempt = { answered: Answered } | { redirected: Answered } | Lost;

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
    // What was sent before may have been carried out, wherever the repetition was sent on to.
    if ("redirected" in attempt && !mayHaveArrived) return attempt;
    const lost: Lost = "lost" in attempt ? attempt : { lost: "it was sent on elsewhere", mayHaveArrived };
    mayHaveArrived ||= lost.mayHaveArrived;
    const usualMs = mayHaveArrived || tried < 2 ? pausesMs[tried - 1] : undefined;
    const pauseMs = usualMs && Math.max(usualMs, lost.retryAfterMs ?? 0);
    if (pauseMs === undefined || performance.now() + pauseMs > endMs) return { ...lost, mayHaveArrived };
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
