/** The caller hung up before its answer. */
export class CallerLeftError extends Error {
  override readonly name = "CallerLeftError";
}

/** Resolves when `work` does, or when time is up; rejects when `work` does, or when the caller leaves. */
export async function untilDeadline(
  work: Promise<unknown>,
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => undefined;
  const end = new Promise<void>((resolve, reject) => {
    timer = setTimeout(resolve, Math.max(0, limitMs));
    onAbort = () => reject(new CallerLeftError("the caller left"));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort);
  });
  try {
    await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
