import { AppError } from "@meridian/contracts/errors";
import { onGlobal } from "../../../../boot/shared.ts";

/** Each stream holds a connection and asks the database with each change. */
export const streamsMax = { ofCaller: 5, ofConsole: 200 };
const retryAfterMs = 30_000;

/** Counts open streams by caller. */
export class OpenStreams {
  private readonly byCaller = new Map<string, number>();

  /** Returns what releases the stream; calling it again does nothing. Throws OVERLOADED above a limit. */
  open(callerId: string): () => void {
    const own = this.byCaller.get(callerId) ?? 0;
    const all = [...this.byCaller.values()].reduce((sum, count) => sum + count, 0);
    if (own >= streamsMax.ofCaller || all >= streamsMax.ofConsole) {
      const [limit, whose] =
        own >= streamsMax.ofCaller
          ? [streamsMax.ofCaller, "a caller"]
          : [streamsMax.ofConsole, "this console"];
      throw new AppError("OVERLOADED", `Expected at most ${limit} open streams of ${whose}.`, {
        details: { limit, retryAfterMs },
      });
    }
    this.byCaller.set(callerId, own + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.byCaller.get(callerId) ?? 1) - 1;
      if (left > 0) this.byCaller.set(callerId, left);
      else this.byCaller.delete(callerId);
    };
  }
}

export const getOpenStreams = () => onGlobal("open-streams", () => new OpenStreams());
