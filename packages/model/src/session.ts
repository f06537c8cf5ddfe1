import type { InferenceSession as Session } from "onnxruntime-node";
import { ModelError } from "./model-error.ts";
import type { Provider } from "./providers.ts";
import { InferenceSession, Tensor } from "./runtime.ts";

export { ModelError, isModelError } from "./model-error.ts";

export interface SessionOptions {
  readonly onnxPath: string;
  readonly provider: Provider;
  /** Threads of one run on the CPU; the runtime would otherwise count the host's cores, not the container's. */
  readonly threads: number;
  /** Whether idle threads spin: faster if the process owns its cores, ruinous if it shares them. */
  readonly spinning: boolean;
  /** Rows of the position table; longer batches are refused as 'too-long' instead of failing inside the runtime. */
  readonly maxSequence?: number;
}

/** A padded batch: `ids` and `mask` row-major [batch, sequence]; mask 1 for a token, 0 for padding. */
export interface SessionBatch {
  readonly ids: Int32Array;
  readonly mask: Int32Array;
  readonly batch: number;
  readonly sequence: number;
}

export interface EngineSession {
  /** Length of the last axis of the logits. */
  readonly labels: number;
  readonly provider: Provider;
  /**
   * Logits, row-major [batch, sequence, labels]. On the CPU this blocks the calling thread until done.
   * @throws ModelError 'bad-input' (sizes do not fit), 'too-long', 'run-failed'.
   */
  run(batch: SessionBatch): Promise<Float32Array>;
  /** Frees the weights. A second call does nothing; runs after it fail with 'run-failed'. */
  dispose(): Promise<void>;
}

/**
 * Loads an ONNX file made by the importer.
 * @throws ModelError('bad-model') if the file is damaged, has other inputs or outputs, or the provider can't load it.
 */
export async function openSession(options: SessionOptions): Promise<EngineSession> {
  const { labels, provider, run, dispose } = await openProbe(options);
  return {
    labels,
    provider,
    run: async (batch) => (await run(batch)).logits,
    dispose,
  };
}

/** A session of a graph that has more to tell than the logits; for the importer. */
export interface ProbeSession extends Omit<EngineSession, "run"> {
  /** Every output by name. Throws as `EngineSession.run` does. */
  run(batch: SessionBatch): Promise<{ readonly logits: Float32Array } & Record<string, Float32Array>>;
}

/** Loads an ONNX file as `openSession` does; its runs give all outputs. */
export async function openProbe(options: SessionOptions): Promise<ProbeSession> {
  const session = await create(options);
  const labels = labelCount(session);
  let isOpen = true;
  return {
    labels,
    provider: options.provider,
    async run(batch) {
      checkBatch(batch, options.maxSequence ?? Infinity);
      if (!isOpen) throw new ModelError("run-failed", "The session is disposed.");
      const { logits, ...others } = await runOnce(session, batch);
      if (logits?.length !== batch.batch * batch.sequence * labels) {
        throw new ModelError("run-failed", "The model returned logits of another size than asked for.");
      }
      return { ...others, logits };
    },
    async dispose() {
      if (!isOpen) return;
      isOpen = false;
      await session.release();
    },
  };
}

async function create(options: SessionOptions): Promise<Session> {
  try {
    return await InferenceSession.create(options.onnxPath, {
      executionProviders: [options.provider],
      graphOptimizationLevel: "all",
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      // Failures are thrown with their message; the runtime's own lines on stderr would only repeat them.
      logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: options.spinning ? "1" : "0" } } },
    });
  } catch (cause) {
    throw new ModelError(
      "bad-model",
      `${options.onnxPath}: ${options.provider} can't load it: ${messageOf(cause)}`,
      {
        cause,
        details: { onnxPath: options.onnxPath, provider: options.provider },
      },
    );
  }
}

function labelCount(session: Session): number {
  const [input, mask] = session.inputNames;
  const output = session.outputMetadata[0];
  const isOurs = input === "input_ids" && mask === "attention_mask" && output?.name === "logits";
  const count = isOurs && output.isTensor ? output.shape.at(-1) : undefined;
  if (typeof count !== "number" || count < 1) {
    throw new ModelError(
      "bad-model",
      "The ONNX file has other inputs or outputs than an imported model has.",
      {
        details: { inputs: session.inputNames, outputs: session.outputNames },
      },
    );
  }
  return count;
}

function checkBatch({ ids, mask, batch, sequence }: SessionBatch, maxSequence: number): void {
  const size = batch * sequence;
  if (!(size > 0) || ids.length !== size || mask.length !== size) {
    throw new ModelError("bad-input", "ids and mask must both have batch × sequence entries, at least one.", {
      details: { ids: ids.length, mask: mask.length, batch, sequence },
    });
  }
  if (sequence > maxSequence) {
    throw new ModelError("too-long", `A row has ${sequence} tokens, the model takes ${maxSequence}.`, {
      details: { sequence, maxSequence },
    });
  }
}

async function runOnce(
  session: Session,
  { ids, mask, batch, sequence }: SessionBatch,
): Promise<Record<string, Float32Array>> {
  const dims = [batch, sequence];
  try {
    const outputs = await session.run({
      input_ids: new Tensor("int32", ids, dims),
      attention_mask: new Tensor("int32", mask, dims),
    });
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]),
    );
  } catch (cause) {
    throw new ModelError("run-failed", `The runtime failed: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
