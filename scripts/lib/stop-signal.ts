/** Closer together than this, two signals are one: npm passes on the Ctrl-C that the terminal sent to all. */
const sameWithinMs = 1000;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Turns Ctrl-C and its kin into a promise; a second one, later, says that the person is in a hurry. */
export function createStopSignal(now = () => performance.now()) {
  const controller = new AbortController();
  let askedAtMs = 0;
  let hurry = () => {};
  const onSignal = () => {
    if (!controller.signal.aborted) {
      askedAtMs = now();
      controller.abort();
    } else if (now() - askedAtMs > sameWithinMs) hurry();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    /** Resolves when a stop was asked for. */
    asked: new Promise<null>((resolve) => controller.signal.addEventListener("abort", () => resolve(null))),
    onSecond: (listener: () => void) => {
      hurry = listener;
    },
    dispose: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
