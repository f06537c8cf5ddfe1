import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError, isAppError } from "@meridian/contracts/errors";

/** A file of any size may take its time, but not without a byte for this long. */
const stallTimeoutMs = 30_000;

export type Download = { url: string; headers: Record<string, string>; target: string; signal: AbortSignal };

/** Streams a file to disk (mode 0600, synced) and returns the sha256 of its bytes. */
export async function downloadFile({ url, headers, target, signal }: Download): Promise<string> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new AppError("TIMEOUT", `${url}: no data`)), stallTimeoutMs);
  const both = AbortSignal.any([signal, stalled.signal]);
  const hash = createHash("sha256");
  try {
    const response = await fetch(url, { headers, redirect: "manual", signal: both });
    if (!response.ok || !response.body) {
      throw new AppError("UNAVAILABLE", `${url} was answered with ${response.status}`);
    }
    const tap = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        timer.refresh();
        hash.update(chunk);
        done(null, chunk);
      },
    });
    const file = createWriteStream(target, { mode: 0o600, flush: true });
    await pipeline(Readable.fromWeb(response.body), tap, file, { signal: both });
    return hash.digest("hex");
  } catch (error) {
    signal.throwIfAborted();
    if (isAppError(error)) throw error;
    throw new AppError("UNAVAILABLE", `${url} cannot be fetched: ${reasonOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** fetch hides the system's error one level down. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
