import { createEncoder, decodeElements, packBatch, readModelVersion, type Precision } from "@meridian/model";
import { openSession, type EngineSession, type SessionBatch } from "@meridian/model/session";
import type { Arm } from "../lib/arms.ts";
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
  return chunks(takeTexts(size * count), size).map((part) => encodeBatch(encoder, part).batch);
}

/** Bare `session.run` over batches made before. */
export async function runRaw(session: EngineSession, batches: SessionBatch[]): Promise<number> {
  for (const batch of batches) await session.run(batch);
  return batches.reduce((sum, { batch }) => sum + batch, 0);
}

/** The steps from text to elements of `count` batches of `size`, each alone, and all of them together. */
export async function stepArms(model: OpenModel, size: number, count: number) {
  const { encoder, session, version } = model;
  const parts = chunks(takeTexts(size * count), size);
  const batches = parts.map((part) => encodeBatch(encoder, part));
  const answers: Float32Array[] = [];
  for (const { batch } of batches) answers.push(await session.run(batch));
  const decode = ({ rows, batch }: EncodedBatch, logits: Float32Array) => {
    const stride = batch.sequence * session.labels;
    rows.forEach((encoded, index) => {
      decodeElements(logits.subarray(index * stride, (index + 1) * stride), encoded, version.labels);
    });
  };
  return {
    tokenise: repeated(() => parts.forEach((part) => encodeBatch(encoder, part)), size * count),
    decode: repeated(
      () => batches.forEach((batch, index) => decode(batch, answers[index] ?? new Float32Array())),
      size * count,
    ),
    run: () =>
      runRaw(
        session,
        batches.map(({ batch }) => batch),
      ),
    whole: async () => {
      for (const part of parts) {
        const encoded = encodeBatch(encoder, part);
        decode(encoded, await session.run(encoded.batch));
      }
      return size * count;
    },
  } satisfies Record<string, Arm>;
}

type EncodedBatch = ReturnType<typeof encodeBatch>;

function encodeBatch(encoder: OpenModel["encoder"], texts: readonly string[]) {
  const rows = texts.map((text) => encoder.encode(text));
  return { rows, batch: packBatch(rows, encoder.padId) };
}

/** Work of microseconds, often enough to be timed. */
function repeated(work: () => void, units: number): Arm {
  const times = Math.ceil(2000 / units);
  return () => {
    for (let time = 0; time < times; time++) work();
    return Promise.resolve(times * units);
  };
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
