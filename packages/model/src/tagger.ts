import type { Element } from "./decode/decode-elements.ts";
import { decodeWindows } from "./decode/decode-windows.ts";
import type { Provider } from "./providers.ts";
import type { EngineSession } from "./session.ts";
import { openSession } from "./session.ts";
import type { EncodedText } from "./tokenizer/encoded-text.ts";
import { createEncoder } from "./tokenizer/create-encoder.ts";
import { packBatch, planBatches } from "./tokenizer/plan-batches.ts";
import type { Precision } from "./version/manifest.ts";
import type { Mode, Preprocess } from "./version/preprocess.ts";
import { parsePreprocess } from "./version/preprocess.ts";
import type { ModelVersion } from "./version/read-model-version.ts";
import { readModelVersion } from "./version/read-model-version.ts";

export interface TaggerOptions {
  readonly provider?: Provider;
  /** Default: the version's preferred one. */
  readonly precision?: Precision;
  /** Instead of the version's own. */
  readonly mode?: Mode;
  /** Instead of the version's own; see `Preprocess.textPass`. */
  readonly textPass?: Preprocess["textPass"];
  /** Instead of the version's own; see `Preprocess.windowLength`. */
  readonly windowLength?: number;
  readonly windowOverlap?: number;
  /** Instead of the version's own; see `Preprocess.temperature`. */
  readonly temperature?: number;
  readonly threads?: number;
  readonly spinning?: boolean;
  /** Padded tokens of one run; more only adds latency on a CPU. */
  readonly batchTokens?: number;
  /** Check every file's sha256 first. */
  readonly verify?: boolean;
}

/** A whole model in one process: for tests, evaluation and benchmarks. Nodes run the session in a child process. */
export interface Tagger {
  readonly version: ModelVersion;
  /** Elements per text, in the order of `texts`. Any length, any characters; "" gives none. */
  tag(texts: readonly string[]): Promise<Element[][]>;
  dispose(): Promise<void>;
}

/** Opens a model version folder for tagging. Throws ModelError as `readModelVersion`, `parsePreprocess` and `openSession` do. */
export async function createTagger(folder: string, options: TaggerOptions = {}): Promise<Tagger> {
  const version = await readModelVersion(folder, { verify: options.verify ?? true });
  const maxTokens = version.manifest.architecture.maxPositions;
  const session = await openSession({
    onnxPath: version.onnxPath(options.precision ?? preferredPrecision(version)),
    provider: options.provider ?? "cpu",
    threads: options.threads ?? 1,
    spinning: options.spinning ?? false,
    maxSequence: maxTokens,
  });
  const preprocess = parsePreprocess({ ...version.preprocess, ...preprocessIn(options) }, maxTokens);
  const { temperature } = preprocess;
  const encoder = createEncoder({ vocab: version.vocab, preprocess });
  const batchTokens = options.batchTokens ?? 256;
  return {
    version,
    async tag(texts) {
      const windows = texts.map((text) => encoder.encodeWindows(text));
      const logits = await runAll(session, windows.flat(), encoder.padId, batchTokens, maxTokens);
      return windows.map((parts) => {
        const decoded = parts.map((encoded) => ({ encoded, logits: logits.get(encoded) as Float32Array }));
        return decodeWindows(decoded, version.labels, temperature);
      });
    },
    dispose: () => session.dispose(),
  };
}

/** What is set in place of the version's own. */
function preprocessIn(options: TaggerOptions): Partial<Preprocess> {
  const { mode, textPass, windowLength, windowOverlap, temperature } = options;
  const set = Object.entries({ mode, textPass, windowLength, windowOverlap, temperature });
  return Object.fromEntries(set.filter(([, value]) => value !== undefined));
}

/** A version lists the one to prefer first; it has at least one. */
function preferredPrecision({ manifest }: ModelVersion): Precision {
  return manifest.precisions[0] ?? "fp32";
}

async function runAll(
  session: EngineSession,
  rows: readonly EncodedText[],
  padId: number,
  batchTokens: number,
  maxTokens: number,
): Promise<Map<EncodedText, Float32Array>> {
  const logits = new Map<EncodedText, Float32Array>();
  for (const group of planBatches(rows, batchTokens)) {
    const batch = packBatch(group, padId, maxTokens);
    const out = await session.run(batch);
    const stride = batch.sequence * session.labels;
    group.forEach((row, i) => logits.set(row, out.subarray(i * stride, (i + 1) * stride)));
  }
  return logits;
}
