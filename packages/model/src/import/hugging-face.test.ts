import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTagger } from "../tagger.ts";
import type { Files } from "./testing/tiny-checkpoint.ts";
import {
  digestOf,
  huggingFace,
  huggingFaceName,
  renamed,
  sharded,
  TINY,
  TINY_LABELS,
  tinyFolder,
  tinyTensors,
  versionOf,
} from "./testing/tiny-checkpoint.ts";
import type { Tensors } from "./testing/write-weights.ts";
import { safetensorsOf } from "./testing/write-weights.ts";

let scratch = "";
let tensors: Tensors;
let digest = "";
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "meridian-model-"));
  tensors = await tinyTensors();
  digest = await digestOf(scratch, TINY);
});
afterAll(() => rm(scratch, { recursive: true }));

const importing = async (files: Files): Promise<string> =>
  digestOf(scratch, await tinyFolder(scratch, files));

it("takes its labels from config.json", async () => {
  expect(await importing(await huggingFace(tensors))).toBe(digest);
  const { "model.safetensors": _, ...rest } = await huggingFace(tensors);
  const parts = sharded(renamed(tensors, huggingFaceName), (part) => safetensorsOf(part), "safetensors");
  expect(await importing({ ...rest, ...parts })).toBe(digest);
});

it("may lie on ModelScope, with a configuration.json that names no model", async () => {
  const configuration = JSON.stringify({ framework: "pytorch", task: "token-classification" });
  expect(await importing({ ...(await huggingFace(tensors)), "configuration.json": configuration })).toBe(
    digest,
  );
});

it("may have its vocabulary in tokenizer.json alone", async () => {
  const tokens = (await readFile(join(TINY, "vocab.txt"), "utf8")).trimEnd().split("\n");
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const tokenizer = (model: object): string =>
    JSON.stringify({ normalizer: { type: "BertNormalizer", lowercase: false }, model });
  const withTokenizer = async (model: object): Promise<Files> => ({
    ...(await huggingFace(tensors)),
    "vocab.txt": null,
    "tokenizer.json": tokenizer(model),
  });
  expect(await importing(await withTokenizer({ type: "WordPiece", vocab }))).toBe(digest);
  await expect(importing(await withTokenizer({ type: "BPE", vocab }))).rejects.toThrow(
    'tokenizer.json: model.type: expected "WordPiece", found "BPE"',
  );
  const gap = { ...vocab, [tokens[7] as string]: 99 };
  await expect(importing(await withTokenizer({ type: "WordPiece", vocab: gap }))).rejects.toThrow(
    "tokenizer.json: model.vocab: id 7: expected a token of one line",
  );
  await expect(importing({ ...(await huggingFace(tensors)), "vocab.txt": null })).rejects.toThrow(
    "vocab.txt: expected a readable file, or tokenizer.json beside it, found nothing",
  );
});

it("may have BIO labels, which decode and name the rules that they need", async () => {
  const bio = ["O", "B-road", "I-road", "B-prov", "I-prov", "B-poi", "I-poi", "B-town"];
  const config = { id2label: { ...bio }, label2id: null };
  const folder = await versionOf(scratch, await tinyFolder(scratch, await huggingFace(tensors, config)));
  expect(JSON.parse(await readFile(join(folder, "preprocess.json"), "utf8")).mode).toBe("char-2");
  const tagger = await createTagger(folder);
  expect(tagger.version.labels).toEqual(bio);
  const texts = ["浙江省杭州市文一西路12号", "城街道东路", "西", "余杭区文一路南1号城街道"];
  const found = (await tagger.tag(texts)).flat();
  expect(found.length).toBeGreaterThan(0);
  for (const { type } of found) expect(bio).toContain(`B-${type}`);
  await tagger.dispose();
});

const without = (part: string) => async (): Promise<Files> => ({
  ...(await huggingFace(tensors)),
  "model.safetensors": safetensorsOf(
    renamed(tensors, (name) => (name.startsWith(part) ? null : huggingFaceName(name))),
  ),
});
const saying = (config: Record<string, unknown>) => (): Promise<Files> => huggingFace(tensors, config);
it.each([
  [
    "without a head, as it says",
    saying({ architectures: ["BertForMaskedLM"] }),
    /architectures: expected "BertForTokenClassification", which has a tagging head, found \["BertForMaskedLM"\]/,
  ],
  [
    "of another family",
    saying({ architectures: ["RobertaForTokenClassification"] }),
    /architectures: expected .*found \["Roberta/,
  ],
  [
    "without a head, as its weights say",
    without("classifier"),
    /^model\.safetensors: classifier\.weight: expected the tagging head, shape \[8,24\], found "a model without one"/,
  ],
  [
    "with only the size of its head",
    saying({ id2label: null, label2id: null }),
    /^config\.json: id2label: expected a label map of the head's 8 labels/,
  ],
  [
    "with placeholders for labels",
    saying({ id2label: { ...TINY_LABELS.map((_, id) => `LABEL_${id}`) } }),
    /id2label: expected the names of the head's 8 labels, found \["LABEL_0"/,
  ],
  [
    "with a gap in its ids",
    saying({ id2label: { 0: "O", 1: "B-a", 3: "I-a" } }),
    /id2label: ids: expected 0 to 2, found \["0","1","3"\]/,
  ],
  [
    "with fewer labels than its head",
    saying({ id2label: { 0: "O", 1: "B-a", 2: "I-a" } }),
    /classifier\.weight: expected shape \[3,24\], found \[8,24\]/,
  ],
  [
    "with relative positions",
    saying({ position_embedding_type: "relative_key" }),
    /position_embedding_type: expected "absolute"/,
  ],
  ["that is a decoder", saying({ is_decoder: true }), /is_decoder: expected false, found true/],
  [
    "that is nothing known",
    saying({ architectures: null }),
    /^configuration\.json: expected a readable file, or "BertForTokenClassification" among config\.json's architectures/,
  ],
])("is refused %s", async (_, files, message) => {
  await expect(importing(await files())).rejects.toThrow(message);
  await expect(importing(await files())).rejects.toMatchObject({ code: "bad-model" });
});
