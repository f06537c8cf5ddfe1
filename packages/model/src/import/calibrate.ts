import type { Element } from "../decode/decode-elements.ts";
import { decodeWindows } from "../decode/decode-windows.ts";
import type { LabelledText } from "../eval/read-conll.ts";
import type { ChannelRanges } from "../onnx/quantize.ts";
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

/** What a graph with a range probe answers, and the ranges of each probed module's input over all addresses. */
export async function calibrate(
  graph: AskedGraph,
  modules: readonly string[],
  addresses: readonly LabelledText[],
): Promise<{ answers: Element[][]; ranges: ReadonlyMap<string, ChannelRanges> }> {
  const ranges = new Map<string, ChannelRanges>();
  const answers = await ask(graph, addresses, (outputs) => {
    for (const module of modules) {
      const minima = outputs[`${module}.minima`] as Float32Array;
      const maxima = outputs[`${module}.maxima`] as Float32Array;
      const seen = ranges.get(module) ?? { minima, maxima };
      ranges.set(module, {
        minima: minima.map((x, i) => Math.min(x, seen.minima[i] as number)),
        maxima: maxima.map((x, i) => Math.max(x, seen.maxima[i] as number)),
      });
    }
  });
  return { answers, ranges };
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
