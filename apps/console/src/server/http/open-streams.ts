import { Readable } from "node:stream";
import { AppError } from "@meridian/contracts/errors";
import { onGlobal } from "../boot/shared.ts";

type StreamLimits = {
  /** What its caller is told there are too many of. */
  what: string;
  ofCaller: number;
  ofConsole: number;
  retryAfterMs: number;
};

/** What streams to callers, each kind with places of its own: each holds a connection, and asks the database or a disk. */
export const streamLimits = {
  events: { what: "open streams", ofCaller: 5, ofConsole: 200, retryAfterMs: 30_000 },
  exports: { what: "exports at once", ofCaller: 2, ofConsole: 6, retryAfterMs: 10_000 },
  downloads: { what: "downloads at once", ofCaller: 4, ofConsole: 2000, retryAfterMs: 5000 },
} as const satisfies Record<string, StreamLimits>;

/** Whoever reads nothing of a stream for this long loses it: those that wait would get no place. */
const stalledMsMax = 60_000;

/** Counts open streams by caller. */
export class OpenStreams {
  private readonly byCaller = new Map<string, number>();
  private count = 0;

  constructor(private readonly limits: StreamLimits) {}

  /** Returns what releases the stream; calling it again does nothing. Throws OVERLOADED above a limit. */
  open(callerId: string): () => void {
    const own = this.byCaller.get(callerId) ?? 0;
    const { what, ofCaller, ofConsole, retryAfterMs } = this.limits;
    if (own >= ofCaller || this.count >= ofConsole) {
      const [limit, whose] = own >= ofCaller ? [ofCaller, "a caller"] : [ofConsole, "this console"];
      throw new AppError("OVERLOADED", `Expected at most ${limit} ${what} of ${whose}.`, {
        details: { limit, retryAfterMs },
      });
    }
    this.byCaller.set(callerId, own + 1);
    this.count++;
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.count--;
      const left = (this.byCaller.get(callerId) ?? 1) - 1;
      if (left > 0) this.byCaller.set(callerId, left);
      else this.byCaller.delete(callerId);
    };
  }
}

export const getOpenStreams = (kind: keyof typeof streamLimits) =>
  onGlobal(`open-streams-${kind}`, () => new OpenStreams(streamLimits[kind]));

type Streamed = {
  pieces: AsyncIterable<string | Uint8Array>;
  /** Of the request: aborted when its client leaves. */
  signal: AbortSignal;
  release: () => void;
  stalledMs?: number;
};

/** A body of pieces as they come. Its place is released when it ends, when its client leaves, and when nobody reads on. */
export function streamBody({ pieces, signal, release, stalledMs = stalledMsMax }: Streamed) {
  async function* watched() {
    let timer: NodeJS.Timeout | undefined;
    try {
      for await (const piece of pieces) {
        timer = setTimeout(() => body.destroy(new Error("nobody reads the stream")), stalledMs);
        yield piece;
        clearTimeout(timer);
      }
    } finally {
      clearTimeout(timer);
    }
  }
  const body: Readable = Readable.from(watched(), { objectMode: false });
  body.once("close", release);
  signal.addEventListener("abort", release);
  if (signal.aborted) release();
  return Readable.toWeb(body) as ReadableStream<Uint8Array>;
}
