import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GraphBuilder } from "@meridian/model";
import { openSession } from "@meridian/model/session";
import type { Arm } from "../lib/arms.ts";

const size = 1024;
const products = 8;
const operations = products * 2 * size ** 3;

export type PeakPrecision = "fp32" | "int8";

/** What the runtime gets out of the machine at best: nothing but big products. `arm` counts operations; dispose of `session`. */
export async function openPeak(precision: PeakPrecision, threads: number) {
  const folder = await mkdtemp(join(tmpdir(), "meridian-peak-"));
  try {
    const onnxPath = join(folder, "peak.onnx");
    await writeFile(onnxPath, peakGraph(precision));
    // Threads that went on spinning would slow the arm that comes next.
    const session = await openSession({ onnxPath, provider: "cpu", threads, spinning: false });
    const ones = new Int32Array(size * size).fill(1);
    const runs = 2;
    const arm: Arm = async () => {
      for (let run = 0; run < runs; run++)
        await session.run({ ids: ones, mask: ones, batch: size, sequence: size });
      return runs * operations;
    };
    return { session, arm };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The sum of products of the input with several square matrices, in the inputs and outputs that a session knows. */
function peakGraph(precision: PeakPrecision): readonly Uint8Array[] {
  const g = new GraphBuilder();
  const isInt8 = precision === "int8";
  const [float32, uint8] = [1, 2];
  const ids = g.input("input_ids", "int32", ["batch", size]);
  g.input("attention_mask", "int32", ["batch", size]);
  const x = g.node("Cast", [ids], { to: isInt8 ? uint8 : float32 });
  const shape = [size, size];
  const product = (index: number) => {
    const name = `matrix_${index}`;
    const weight = isInt8
      ? g.tensor(name, "int8", shape, new Int8Array(size * size).fill(index))
      : g.initializer(name, { shape, data: new Float32Array(size * size).fill(index) });
    return g.node(isInt8 ? "MatMulInteger" : "MatMul", [x, weight]);
  };
  const sum = Array.from({ length: products }, (_, index) => product(index)).reduce((a, b) =>
    g.node("Add", [a, b]),
  );
  const floats = isInt8 ? g.node("Cast", [sum], { to: float32 }) : sum;
  g.node("Unsqueeze", [floats, g.constant("int64", [2])], {}, "logits");
  g.output("logits", "float32", ["batch", size, 1]);
  return g.model("peak");
}
