import { type EngineSession, openSession } from "@meridian/model/session";
import type { EngineOpen, EngineReply, EngineRequest, EngineRun } from "./engine-messages.ts";

/** The engine child: holds one session, answers one message after another, ends with its parent. */
let session: EngineSession | null = null;
let turn: Promise<void> = Promise.resolve();

process.on("message", (request: EngineRequest) => {
  turn = turn.then(() => (request.kind === "open" ? open(request) : run(request)));
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent still has answers to give and ends this child itself.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

async function open({ onnxPath, provider, threads, hasSpinning, widthMax }: EngineOpen): Promise<void> {
  try {
    session = await openSession({
      onnxPath,
      provider,
      threads,
      spinning: hasSpinning,
      maxSequence: widthMax,
    });
    reply({ kind: "opened" });
  } catch (error) {
    reply({ kind: "refused", message: messageOf(error) });
  }
}

async function run({ id, batch: { rows, width, ids, lengths } }: EngineRun): Promise<void> {
  try {
    if (!session) throw new Error("no session is open");
    const mask = new Int32Array(rows * width);
    lengths.forEach((length, row) => mask.fill(1, row * width, row * width + length));
    const from = performance.now();
    const logits = await session.run({ ids, mask, batch: rows, sequence: width });
    const runMs = performance.now() - from;
    reply({ kind: "done", id, logits, runMs, rssBytes: process.memoryUsage.rss() });
  } catch (error) {
    reply({ kind: "failed", id, message: messageOf(error) });
  }
}

function reply(message: EngineReply): void {
  process.send?.(message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
