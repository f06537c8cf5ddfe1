import { setTimeout as sleep } from "node:timers/promises";
import { LaunchError } from "./launch-error.ts";
import { lastLines } from "./log-tail.ts";

/**
 * Asks until the answer is truthy.
 * @template T
 * @param {() => Promise<T | null | undefined | false> | T | null | undefined | false} ask
 * @param {{ what: string, deadlineMs: number, everyMs?: number, signal?: AbortSignal }} options
 * @returns {Promise<T>}
 */
export async function waitFor(ask, { what, deadlineMs, everyMs = 100, signal }) {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() >= deadline) throw new LaunchError(`Waited ${deadlineMs / 1000} s in vain: ${what}.`);
    await sleep(everyMs, undefined, { signal });
  }
}

/**
 * Whether a URL answers 2xx.
 * @param {string} url
 */
export async function isAnswering(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Waits for a condition that a process brings about; a process that ends meanwhile is reported with its last words.
 * @template T
 * @param {import("./managed-process.ts").ManagedProcess} child
 * @param {() => Promise<T | null | false>} ask
 * @param {{ deadlineMs: number, signal?: AbortSignal }} options
 */
export async function waitForProcess(child, ask, { deadlineMs, signal }) {
  /** @type {string | null} */
  let exit = null;
  void child.ended.then((how) => (exit = how));
  const failed = (/** @type {string} */ message, /** @type {unknown} */ cause) =>
    new LaunchError(message, {
      detail: lastLines(child.spec.logFile),
      hint: `Log: ${child.spec.logFile}`,
      cause,
    });
  const askUnlessEnded = async () => {
    if (exit !== null) throw failed(`${child.name} ended while starting (${exit}).`, undefined);
    return ask();
  };
  const what = `${child.name} is not ready`;
  return waitFor(askUnlessEnded, { what, deadlineMs, signal }).catch((error) => {
    if (signal?.aborted || error.detail) throw error;
    throw failed(error.message, error);
  });
}
