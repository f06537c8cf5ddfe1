import { createEncoder, decodeElements, packBatch, readModelVersion, type Precision } from "@meridian/model";
import { openSession, type EngineSession, type SessionBatch } from "@meridian/model/session";
import { takeTexts } from "../lib/texts.ts";

export type OpenModel = Awaited<ReturnType<typeof openModel>>;

export async function openModel(folder: string, precision: Precision, threads: number) {
  const version = await readModelVersion(folder, { verify: false });
  const session = await openSession({
    onnxPath: version.onnxPath(precision),
    provider: "cpu",
    threads,
    spinning: true,
  });
  return { version, session, encoder: createEncoder(version) };
}

/** Batches of `size` in the order of the texts, each padded to its longest. */
export function batchesOf({ encoder }: OpenModel, size: number, count: number): SessionBatch[] {
  return chunks(takeTexts(size * count), size).map((part) =>
    packBatch(
      part.map((text) => encoder.encode(text)),
      encoder.padId,
    ),
  );
}

/** Bare `session.run` over batches made before. */
export async function runRaw(session: EngineSession, batches: SessionBatch[]): Promise<number> {
  for (const batch of batches) await session.run(batch);
  return batches.reduce((sum, { batch }) => sum + batch, 0);
}

/** Text to elements: the same batches as `runRaw`, with tokenising, packing and decoding. */
export async function runWhole({ encoder, session, version }: OpenModel, size: number, count: number) {
  for (const part of chunks(takeTexts(size * count), size)) {
    const rows = part.map((text) => encoder.encode(text));
    const batch = packBatch(rows, encoder.padId);
    const logits = await session.run(batch);
    const stride = batch.sequence * session.labels;
    rows.forEach((encoded, index) => {
      decodeElements(logits.subarray(index * stride, (index + 1) * stride), encoded, version.labels);
    });
  }
  return size * count;
}

/** The reference pipeline's way: each address alone, padded to 512 tokens. */
export async function runReference({ encoder, session }: OpenModel, count: number): Promise<number> {
  const sequence = 512;
  for (const text of takeTexts(count)) {
    const { ids: row } = encoder.encode(text);
    const ids = new Int32Array(sequence).fill(encoder.padId);
    const mask = new Int32Array(sequence);
    ids.set(row);
    mask.fill(1, 0, row.length);
    await session.run({ ids, mask, batch: 1, sequence });
  }
  return count;
}

/** `items` in parts of `size`, the last one maybe shorter. */
export function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
