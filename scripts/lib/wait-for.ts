import { setTimeout as sleep } from "node:timers/promises";
import { fetchText, TimeoutError, within } from "@meridian/contracts/wait";
import { LaunchError } from "./launch-error.ts";
import { lastLines } from "./log-tail.ts";
import type { ManagedProcess } from "./managed-process.ts";

type Maybe<T> = T | null | undefined | false;
type WaitOptions = {
  what: string;
  deadlineMs: number;
  /** Between an answer and the next question; grows to `everyMsMax`, a twentieth of the time waited so far. */
  everyMs?: number;
  everyMsMax?: number;
  signal?: AbortSignal;
};

/** Asks until the answer is truthy. */
export async function waitFor<T>(
  ask: () => Promise<Maybe<T>> | Maybe<T>,
  { what, deadlineMs, everyMs = 100, everyMsMax = everyMs, signal }: WaitOptions,
): Promise<T> {
  const startedAt = Date.now();
  const deadline = startedAt + deadlineMs;
  for (;;) {
    // A question may stay without an answer for ever.
    const ms = Math.max(1000, deadline - Date.now());
    const answer = await within({ ms, what, signal }, async () => ask()).catch((error: Error) => {
      if (!(error instanceof TimeoutError)) throw error;
    });
    if (answer) return answer;
    if (Date.now() >= deadline) throw new LaunchError(`Waited ${deadlineMs / 1000} s in vain: ${what}.`);
    const pauseMs = Math.min(everyMsMax, Math.max(everyMs, (Date.now() - startedAt) / 20));
    await sleep(pauseMs, undefined, { signal });
  }
}

/** Whether a URL answers 2xx. */
export async function isAnswering(url: string): Promise<boolean> {
  try {
    return (await fetchText(url, {}, { ms: 2000 })).ok;
  } catch {
    return false;
  }
}

/** Waits for a condition that a process brings about; a process that ends meanwhile is reported with its last words. */
export async function waitForProcess<T>(
  child: ManagedProcess,
  ask: () => Promise<Maybe<T>>,
  { deadlineMs, signal }: Pick<WaitOptions, "deadlineMs" | "signal">,
): Promise<T> {
  let exit: string | null = null;
  void child.ended.then((how) => (exit = how));
  const failed = (message: string, cause?: unknown) =>
    new LaunchError(message, {
      detail: lastLines(child.spec.logFile),
      hint: `Log: ${child.spec.logFile}`,
      cause,
    });
  const askUnlessEnded = async () => {
    if (exit !== null) throw failed(`${child.name} ended while starting (${exit}).`);
    return ask();
  };
  const what = `${child.name} is not ready`;
  return waitFor(askUnlessEnded, { what, deadlineMs, signal }).catch((error: Error & { detail?: string }) => {
    if (signal?.aborted || error.detail !== undefined) throw error;
    throw failed(error.message, error);
  });
}
