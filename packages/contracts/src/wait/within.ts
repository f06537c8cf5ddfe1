/** A wait that reached its limit. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

export type Limit = {
  ms: number;
  /** What is waited for, for the message: `an answer of https://…`. */
  what: string;
  /** Of the caller, who may give up before. */
  signal?: AbortSignal | undefined;
};

/**
 * The outcome of `work`; once the limit is over TimeoutError, once the caller gives up the reason of that. `work` is told
 * by its signal and not waited for: what does not heed it (Node's `fetch`, inside a compressed body) holds nobody up.
 */
export async function within<T>(
  { ms, what, signal }: Limit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let giveUp: () => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    const end = (reason: unknown) => {
      reject(reason);
      ending.abort(reason);
    };
    timer = setTimeout(() => end(new TimeoutError(`waited ${inWords(ms)} for ${what}`)), ms);
    giveUp = () => end(signal?.reason);
    signal?.addEventListener("abort", giveUp, { once: true });
  });
  try {
    return await Promise.race([work(ending.signal), ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

function inWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
