import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { AppError, isAppError } from "@meridian/contracts/errors";
import { failureReason, fetchHead, piecesOf } from "@meridian/contracts/wait";

/** A file of any size may take its time, but not without a byte for this long. */
const stallTimeoutMs = 30_000;

export type Download = { url: string; headers: Record<string, string>; target: string; signal: AbortSignal };

/** Streams a file to disk (mode 0600, synced) and returns the sha256 of its bytes. */
export async function downloadFile({ url, headers, target, signal }: Download): Promise<string> {
  const limit = { ms: stallTimeoutMs, signal };
  const hash = createHash("sha256");
  try {
    const response = await fetchHead(url, { headers, redirect: "manual" }, limit);
    if (!response.ok || !response.body) {
      throw new AppError("UNAVAILABLE", `${url} was answered with ${response.status}`);
    }
    const hashed = async function* () {
      for await (const piece of piecesOf(response, limit)) {
        hash.update(piece);
        yield piece;
      }
    };
    await pipeline(hashed, createWriteStream(target, { mode: 0o600, flush: true }), { signal });
    return hash.digest("hex");
  } catch (error) {
    signal.throwIfAborted();
    if (isAppError(error)) throw error;
    throw new AppError("UNAVAILABLE", `${url} cannot be fetched: ${failureReason(error)}`, { cause: error });
  }
}
