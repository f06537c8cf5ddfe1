import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EngineSession } from "../session.ts";
import { openSession } from "../session.ts";
import { createTagger } from "../tagger.ts";
import { readModelVersion } from "../version/read-model-version.ts";
import { importCheckpoint } from "./import-checkpoint.ts";

const TINY = fileURLToPath(new URL("../../fixtures/tiny", import.meta.url));

interface Case {
  readonly ids: number[];
  readonly mask: number[];
  readonly logits: number[][];
}

let scratch = "";
beforeAll(async () => void (scratch = await mkdtemp(join(tmpdir(), "meridian-model-"))));
afterAll(() => rm(scratch, { recursive: true }));

async function importTiny(from = TINY): Promise<string> {
  const to = await mkdtemp(join(scratch, "version-"));
  await importCheckpoint({ from, to, name: "tiny", source: "fixture", now: new Date(0) });
  return to;
}

/** A copy of the fixture with one file's text changed. */
async function changed(file: string, change: (text: string) => string): Promise<string> {
  const from = await mkdtemp(join(scratch, "checkpoint-"));
  await cp(TINY, from, { recursive: true });
  await writeFile(join(from, file), change(await readFile(join(from, file), "latin1")), "latin1");
  return from;
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - (b[i] as number))));
}

describe("an imported checkpoint", () => {
  let session: EngineSession;
  let cases: readonly Case[];
  beforeAll(async () => {
    const version = await readModelVersion(await importTiny());
    cases = JSON.parse(await readFile(join(TINY, "expected.json"), "utf8")).cases;
    session = await openSession({
      onnxPath: version.onnxPath("fp32"),
      provider: "cpu",
      threads: 1,
      spinning: false,
      maxSequence: version.manifest.architecture.maxPositions,
    });
  });
  afterAll(() => session.dispose());

  it("computes what PyTorch computed from the same weights", async () => {
    for (const { ids, mask, logits } of cases) {
      const row = { ids: Int32Array.from(ids), mask: Int32Array.from(mask), batch: 1, sequence: ids.length };
      const out = await session.run(row);
      const expected = logits.flat();
      expect(out.length).toBe(expected.length);
      expect(largestGap(expected, out)).toBeLessThanOrEqual(1e-4 * Math.max(...expected.map(Math.abs)));
    }
  });

  it("answers alike alone and among others", async () => {
    const sequence = 20;
    const rows = [...cases, ...cases, ...cases];
    const padded = (list: number[]): number[] => [...list, ...Array<number>(sequence - list.length).fill(0)];
    const out = await session.run({
      ids: Int32Array.from(rows.flatMap((row) => padded(row.ids))),
      mask: Int32Array.from(rows.flatMap((row) => padded(row.mask))),
      batch: rows.length,
      sequence,
    });
    rows.forEach(({ logits }, i) => {
      const expected = logits.flat();
      const start = i * sequence * session.labels;
      const gap = largestGap(expected, out.subarray(start, start + expected.length));
      expect(gap).toBeLessThanOrEqual(1e-4 * Math.max(...expected.map(Math.abs)));
    });
  });

  it("refuses rows that are too long or do not fit their shape", async () => {
    const zeros = (n: number) => new Int32Array(n);
    const long = { ids: zeros(21), mask: zeros(21), batch: 1, sequence: 21 };
    await expect(session.run(long)).rejects.toMatchObject({ code: "too-long" });
    await expect(session.run({ ...long, sequence: 20 })).rejects.toMatchObject({ code: "bad-input" });
    const unknown = { ids: zeros(1).fill(999), mask: zeros(1).fill(1), batch: 1, sequence: 1 };
    await expect(session.run(unknown)).rejects.toMatchObject({ code: "run-failed" });
  });

  it("names the tensors that it does not use", async () => {
    const to = await mkdtemp(join(scratch, "version-"));
    const options = { from: TINY, to, name: "tiny", source: "fixture", now: new Date(0) };
    const { unusedTensors } = await importCheckpoint(options);
    expect(unusedTensors).toEqual(["bert.gis_type.weight", "bert.text_encoder.pooler.dense.bias"]);
  });

  it.each([
    ["where-what cut", { road: "/WHERE", prov: "/WHAT" }],
    ["composition analysis", { road: "CategorySuffix", prov: "NumEng" }],
  ])("may be MGeo's %s, whose text is not folded", async (_, types) => {
    const from = await changed("configuration.json", (text) =>
      text.replace(/-(road|prov)"/gu, (_, type: "road" | "prov") => `-${types[type]}"`),
    );
    const tagger = await createTagger(await importTiny(from));
    const { labels, preprocess } = tagger.version;
    expect(labels).toEqual(expect.arrayContaining([`B-${types.prov}`, `E-${types.road}`, `S-${types.road}`]));
    expect(preprocess).toMatchObject({ foldDigits: false, foldLetters: false, windowOverlap: 4 });
    expect(preprocess).not.toHaveProperty("textPass");
    const found = (await tagger.tag(["西路12号", "文一西路路", "号西A"])).flat();
    expect(found.length).toBeGreaterThan(0);
    for (const { type } of found) expect(Object.values(types)).toContain(type);
    await tagger.dispose();
  });

  it("is the same version when imported again", async () => {
    const [a, b] = await Promise.all(
      [importTiny(), importTiny()].map(async (to) => readModelVersion(await to)),
    );
    expect(a?.digest).toBe(b?.digest);
    expect(a?.manifest.architecture).toEqual({ layers: 2, hidden: 24, heads: 3, ffn: 40, maxPositions: 20 });
    expect(a?.preprocess).toMatchObject({
      windowLength: 18,
      windowOverlap: 9,
      textPass: 1,
      lowerCase: false,
    });
  });
});

describe("weights in PyTorch's own format", () => {
  const pytorch = (name: string): string => join(TINY, "..", "pytorch", name);

  it.each(["float32", "float16", "bfloat16", "shared"])("compute what PyTorch computes: %s", async (name) => {
    const from = await changed("config.json", (text) => text);
    await rm(join(from, "model.safetensors"));
    await cp(pytorch(`${name}.bin`), join(from, "pytorch_model.bin"));
    const { cases } = JSON.parse(await readFile(join(TINY, "expected.json"), "utf8"));
    const expected = JSON.parse(await readFile(pytorch("expected.json"), "utf8"))[name];
    const onnxPath = join(await importTiny(from), "model.fp32.onnx");
    const session = await openSession({ onnxPath, provider: "cpu", threads: 1, spinning: false });
    for (const [i, { ids, mask }] of (cases as Case[]).entries()) {
      const row = { ids: Int32Array.from(ids), mask: Int32Array.from(mask), batch: 1, sequence: ids.length };
      const logits: number[] = expected[i].flat();
      const gap = largestGap(logits, await session.run(row));
      expect(gap).toBeLessThanOrEqual(1e-4 * Math.max(...logits.map(Math.abs)));
    }
    await session.dispose();
  });
});

describe("a checkpoint that is not a text tagger as expected", () => {
  const config = (from: string, to: string) => ["config.json", from, to] as const;
  it.each([
    [config('"fusion_layer": 2', '"fusion_layer": 3'), "config.json: fusion_layer: expected 1 to 2"],
    [config('"gis_embedding": 0', '"gis_embedding": 1'), "config.json: gis_embedding: expected 0, found 1"],
    [config('"gis_embedding": 0,', ""), "config.json: gis_embedding: expected 0, found nothing"],
    [config('"gelu"', '"relu"'), 'config.json: hidden_act: expected "gelu"'],
    [config('"hidden_size": 24', '"hidden_size": 30'), "shape [26,30], found [26,24]"],
    [config('"num_hidden_layers": 2', '"num_hidden_layers": 0'), "config.json: num_hidden_layers: expected"],
    [["configuration.json", '"mgeo"', '"bert"'], 'configuration.json: model.type: expected "mgeo"'],
    [
      ["configuration.json", '"type": "mgeo"', '"backbone": {"type": "bert"}'],
      "model.backbone.type: expected",
    ],
    [["configuration.json", '"type": "mgeo"', '"num": 1'], 'model.model_type: expected "mgeo", found "bert"'],
    [
      ["configuration.json", '"type": "mgeo"', '"type": "mgeo", "finetune_mode": "multi-modal"'],
      "finetune_mode",
    ],
    [
      ["configuration.json", "token-classification", "sentence-similarity"],
      "alignment, is not supported yet",
    ],
    [["configuration.json", "token-classification", "text-ranking"], "rerank, is not supported yet"],
    [["configuration.json", "token-classification", "fill-mask"], "task: expected token-classification or"],
    [["configuration.json", '"O"', '"X"'], "model.id2label: [6]: expected O, B-"],
    [
      ["model.safetensors", "gis_type", "crf_bias"],
      'tensors: expected those of a text tagger, found "bert.crf_bias',
    ],
    [["vocab.txt", "[MASK]\n", ""], "vocab.txt: lines: expected"],
    [["vocab.txt", "[SEP]", "[sep]"], "vocab.txt: expected a line [SEP]"],
    [
      ["model.safetensors", "bert.text_encoder.", "bert.text_decoder."],
      "word_embeddings.weight: expected shape",
    ],
    [["config.json", "{", "("], "config.json: expected JSON"],
  ] as const)("is refused: %j", async ([file, from, to], message) => {
    // The prefixes are of one length: the safetensors header stays as long as it says.
    const folder = await changed(file, (text) => text.replaceAll(from, to));
    await expect(importTiny(folder)).rejects.toMatchObject({ code: "bad-model" });
    await expect(importTiny(folder)).rejects.toThrow(message);
  });

  it("is refused without weights", async () => {
    const folder = await changed("config.json", (text) => text);
    await rm(join(folder, "model.safetensors"));
    await expect(importTiny(folder)).rejects.toThrow(
      "model.safetensors or model.safetensors.index.json or pytorch_model.bin or pytorch_model.bin.index.json: expected a readable file, found nothing",
    );
  });
});
