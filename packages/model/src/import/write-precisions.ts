import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { calibrationTexts } from "../calibration/calibration-addresses.ts";
import type { Arithmetic } from "../onnx/arithmetic.ts";
import { floatArithmetic } from "../onnx/arithmetic.ts";
import type { TensorSource } from "../onnx/bert-graph.ts";
import { bertGraph } from "../onnx/bert-graph.ts";
import { int8Arithmetic } from "../onnx/int8-arithmetic.ts";
import { rangeProbe } from "../onnx/range-probe.ts";
import { createEncoder } from "../tokenizer/create-encoder.ts";
import type { Parities, Precision } from "../version/manifest.ts";
import { onnxFileName } from "../version/manifest.ts";
import type { Preprocess } from "../version/preprocess.ts";
import { ask, calibrate } from "./calibrate.ts";
import { checkParity, parityOf } from "./parity.ts";
import type { Checkpoint } from "./read-checkpoint.ts";

export interface WriteOptions {
  readonly folder: string;
  readonly precisions: readonly Precision[];
  readonly checkpoint: Checkpoint;
  readonly preprocess: Preprocess;
  readonly tensor: TensorSource;
  /** Told before each step that may take minutes. */
  readonly onStep: (step: string) => void;
}

/**
 * Writes one ONNX file per precision. All but float32 are compared with it on the calibration texts.
 * @throws ModelError('bad-model') if one answers too differently; its file is then removed.
 */
export async function writePrecisions(options: WriteOptions): Promise<Parities> {
  const { folder, precisions, checkpoint, tensor, onStep } = options;
  const pathOf = (precision: Precision): string => join(folder, onnxFileName(precision));
  if (precisions.includes("fp32")) await writeFile(pathOf("fp32"), bertGraph(checkpoint.shape, tensor));
  const reduced = precisions.filter((precision) => precision !== "fp32");
  if (reduced.length === 0) return {};
  const { labels, vocab } = checkpoint;
  const asked = { encoder: createEncoder({ vocab, preprocess: options.preprocess }), labels };
  const texts = await calibrationTexts(labels);
  onStep(`float32 on ${texts.length} texts`);
  const { answers, ranges } = await withProbe(options, (onnxPath, modules) =>
    calibrate({ onnxPath, ...asked }, modules, texts),
  );
  const parities: Partial<Record<Precision, Parities[Precision]>> = {};
  for (const precision of reduced) {
    const arithmetic: Arithmetic = precision === "int8" ? int8Arithmetic(ranges) : floatArithmetic("float16");
    const onnxPath = pathOf(precision);
    await writeFile(onnxPath, bertGraph(checkpoint.shape, tensor, arithmetic));
    onStep(`${precision} on ${texts.length} texts`);
    try {
      const parity = parityOf(texts, labels, answers, await ask({ onnxPath, ...asked }, texts));
      checkParity(precision, parity);
      parities[precision] = parity;
    } catch (error) {
      await rm(onnxPath);
      throw error;
    }
  }
  return parities;
}

/** Hands `use` a float32 graph that tells the ranges of what goes into `modules`; the file is gone afterwards. */
async function withProbe<T>(
  { folder, checkpoint, tensor }: WriteOptions,
  use: (onnxPath: string, modules: readonly string[]) => Promise<T>,
): Promise<T> {
  const probe = rangeProbe();
  const path = join(folder, "probe.onnx");
  try {
    await writeFile(
      path,
      bertGraph(checkpoint.shape, tensor, probe, (g) => probe.outputs(g)),
    );
    return await use(path, probe.modules);
  } finally {
    await rm(path, { force: true });
  }
}
