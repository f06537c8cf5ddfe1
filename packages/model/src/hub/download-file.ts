import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { failureReason, piecesOf } from "@meridian/contracts/wait";
import { isModelError, ModelError } from "../model-error.ts";
import { at } from "../version/json-checks.ts";
import { sha256OfFile } from "../version/digest.ts";
import type { HubFile } from "./list-files.ts";
import { refusal, request, silenceMaxMs } from "./request.ts";

export interface DownloadOptions {
  readonly url: string;
  readonly file: HubFile;
  /** Where the finished file goes; until then its beginning stands in `<target>.part`. */
  readonly target: string;
  /** Told of the bytes that are there, every time some arrive. */
  readonly onProgress: (receivedBytes: number) => void;
  /** Waits before trying again. */
  readonly pause: (ms: number) => Promise<void>;
}

/** In a row, without a single byte arriving. */
const ATTEMPTS = 4;
const PAUSE_MS = 1000;

/**
 * Downloads a file, going on where an earlier try ended, and checks its size and, if listed, its sha256. A file that is
 * already there and right is left alone.
 * @throws ModelError('unreachable') if the connection keeps failing (what arrived is kept for the next time);
 * ModelError('bad-model') if the file is not what the listing says (it is then removed).
 */
export async function downloadFile(options: DownloadOptions): Promise<void> {
  const { file, target, onProgress, pause } = options;
  if ((await sizeOf(target)) === file.sizeBytes && (await isRight(target, file))) {
    onProgress(file.sizeBytes);
    return;
  }
  const part = `${target}.part`;
  for (let failures = 0; (await sizeOf(part)) !== file.sizeBytes;) {
    const before = await sizeOf(part);
    try {
      await fetchRest(options, part, before <= file.sizeBytes ? Math.max(0, before) : 0);
    } catch (error) {
      failures = (await sizeOf(part)) > before ? 1 : failures + 1;
      if (failures >= ATTEMPTS || !isModelError(error) || !isPassing(error)) throw error;
      await pause(PAUSE_MS * failures);
    }
  }
  await check(part, file);
  await rename(part, target);
}

async function fetchRest(
  { url, file, onProgress }: DownloadOptions,
  part: string,
  from: number,
): Promise<void> {
  const response = await request(url, from > 0 ? { range: `bytes=${from}-` } : {});
  const start = response.status === 206 ? startOf(response) : 0;
  if (!response.ok || !response.body || (start !== 0 && start !== from)) throw refusal(response);
  let received = start;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of piecesOf(response, { ms: silenceMaxMs })) {
      received += piece.length;
      if (received > file.sizeBytes) throw at(file.path, "size", `${file.sizeBytes} bytes`, received);
      yield piece;
      onProgress(received);
    }
  };
  try {
    await pipeline(counted, createWriteStream(part, { flags: start > 0 ? "a" : "w" }));
  } catch (cause) {
    if (isModelError(cause)) {
      await rm(part, { force: true });
      throw cause;
    }
    throw new ModelError("unreachable", `${file.path}: the connection broke: ${failureReason(cause)}.`, {
      cause,
    });
  }
  if (received < file.sizeBytes) {
    throw new ModelError(
      "unreachable",
      `${file.path}: the connection ended after ${received} of ${file.sizeBytes} bytes.`,
    );
  }
}

/** First byte of a partial answer. */
function startOf(response: Response): number {
  const [, start] = /^bytes (\d+)-/u.exec(response.headers.get("content-range") ?? "") ?? [];
  return Number(start ?? Number.NaN);
}

/** Whether trying again may help: not after an answer that says no. */
function isPassing({ code, details }: ModelError): boolean {
  const { status } = details;
  return code === "unreachable" && (typeof status !== "number" || status >= 500 || status === 429);
}

async function check(path: string, file: HubFile): Promise<void> {
  if (await isRight(path, file)) return;
  const found = await sha256OfFile(path);
  await rm(path);
  throw at(file.path, "sha256", String(file.sha256), found);
}

async function isRight(path: string, { sha256 }: HubFile): Promise<boolean> {
  return sha256 === undefined || (await sha256OfFile(path)) === sha256;
}

/** -1 if there is no such file. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => -1,
  );
}
