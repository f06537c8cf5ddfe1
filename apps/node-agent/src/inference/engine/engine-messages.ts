import type { ExecutionProvider } from "../../env.ts";
import type { PaddedBatch } from "../queue/padding.ts";

/** Between the HTTP process and its engine child; typed arrays travel as binary. */
export type EngineOpen = {
  kind: "open";
  onnxPath: string;
  provider: ExecutionProvider;
  threads: number;
  hasSpinning: boolean;
  /** Tokens of the longest row the model takes. */
  widthMax: number;
};
export type EngineRun = { kind: "run"; id: number; batch: PaddedBatch };
export type EngineRequest = EngineOpen | EngineRun;

/** `logits`: row-major `[rows, width, labels]`; `runMs`: of the session alone. */
export type EngineOutput = { logits: Float32Array; runMs: number; rssBytes: number };

export type EngineReply =
  | { kind: "opened" }
  | { kind: "refused"; message: string }
  | ({ kind: "done"; id: number } & EngineOutput)
  | { kind: "failed"; id: number; message: string };
