import type { FloatTensor } from "../../onnx/graph-builder.ts";

/** An opened file of weights: names and shapes in memory, data read on demand. */
export interface TensorFile {
  /** File name, for messages. */
  readonly name: string;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Reads one tensor as float32 (from float64, float32, float16 or bfloat16). Throws ModelError('bad-model') for other types. */
  read(tensor: string): Promise<FloatTensor>;
  close(): Promise<void>;
}
