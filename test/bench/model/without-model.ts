import { createEncoder, decodeElements } from "@meridian/model";
import { takeTexts } from "../lib/texts.ts";
import type { OpenModel } from "./arms.ts";

/** Addresses a second of tokenising and decoding alone, on logits of a run made before. */
export async function encodeAndDecode(model: OpenModel, count: number): Promise<() => Promise<number>> {
  const texts = takeTexts(count);
  const encoder = createEncoder(model.version);
  const logits = await Promise.all(
    texts.map((text) => {
      const { ids } = encoder.encode(text);
      const mask = new Int32Array(ids.length).fill(1);
      return model.session.run({ ids: Int32Array.from(ids), mask, batch: 1, sequence: ids.length });
    }),
  );
  return () => {
    texts.forEach((text, index) => {
      const encoded = encoder.encode(text);
      decodeElements(logits[index] ?? new Float32Array(), encoded, model.version.labels);
    });
    return Promise.resolve(count);
  };
}
