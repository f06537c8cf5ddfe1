import type { Element } from "../decode/decode-elements.ts";
import { decodeWindows } from "../decode/decode-windows.ts";
import type { LabelledText } from "../eval/read-conll.ts";
import type { Range } from "../onnx/quantize.ts";
import type { ProbeSession } from "../session.ts";
import { openProbe } from "../session.ts";
import type { Encoder } from "../tokenizer/create-encoder.ts";
import { packBatch } from "../tokenizer/plan-batches.ts";

/** A graph on disk with what it takes to ask it about text. */
export interface AskedGraph {
  readonly onnxPath: string;
  readonly encoder: Encoder;
  readonly labels: readonly string[];
}

/** What a graph with a range probe answers, and the range of each probed module over all addresses. */
export async function calibrate(
  graph: AskedGraph,
  modules: readonly string[],
  addresses: readonly LabelledText[],
): Promise<{ answers: Element[][]; ranges: ReadonlyMap<string, Range> }> {
  const minima = new Float32Array(modules.length).fill(Infinity);
  const maxima = new Float32Array(modules.length).fill(-Infinity);
  const answers = await ask(graph, addresses, ({ ranges }) => {
    modules.forEach((_, i) => {
      minima[i] = Math.min(minima[i] as number, ranges?.[i] as number);
      maxima[i] = Math.max(maxima[i] as number, ranges?.[modules.length + i] as number);
    });
  });
  const range = (i: number): Range => ({ min: minima[i] as number, max: maxima[i] as number });
  return { answers, ranges: new Map(modules.map((module, i) => [module, range(i)])) };
}

/** The elements of each address; `see` gets every run's outputs. Runs hold one row without padding. */
export async function ask(
  { onnxPath, encoder, labels }: AskedGraph,
  addresses: readonly LabelledText[],
  see: (outputs: Awaited<ReturnType<ProbeSession["run"]>>) => void = () => undefined,
): Promise<Element[][]> {
  const session = await openProbe({ onnxPath, provider: "cpu", threads: 1, spinning: false });
  const answers: Element[][] = [];
  try {
    for (const { text } of addresses) {
      const windows = [];
      for (const encoded of encoder.encodeWindows(text)) {
        const outputs = await session.run(packBatch([encoded], encoder.padId, encoded.ids.length));
        see(outputs);
        windows.push({ encoded, logits: outputs.logits });
      }
      answers.push(decodeWindows(windows, labels));
    }
  } finally {
    await session.dispose();
  }
  return answers;
}
