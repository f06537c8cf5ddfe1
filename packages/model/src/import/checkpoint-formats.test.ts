import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTagger } from "../tagger.ts";
import { readModelVersion } from "../version/read-model-version.ts";
import { importCheckpoint } from "./import-checkpoint.ts";
import type { Files } from "./testing/tiny-checkpoint.ts";
import {
  digestOf,
  huggingFaceName,
  renamed,
  sharded,
  TINY,
  tinyFolder,
  tinyJson,
  tinyTensors,
  versionOf,
} from "./testing/tiny-checkpoint.ts";
import type { DType, Tensors } from "./testing/write-weights.ts";
import { pytorchOf, safetensorsOf } from "./testing/write-weights.ts";

let scratch = "";
let tensors: Tensors;
let digest = "";
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "meridian-model-"));
  tensors = await tinyTensors();
  digest = await digestOf(scratch, TINY);
});
afterAll(() => rm(scratch, { recursive: true }));

const BOM = "\ufeff";
const SAFETENSORS = "model.safetensors";
const BIN = "pytorch_model.bin";

const importing = async (files: Files): Promise<string> =>
  digestOf(scratch, await tinyFolder(scratch, files));

/** Rounded as a type rounds, so that a file of that type holds the same numbers. */
function rounded(dtype: DType): Tensors {
  const round = (data: Float32Array): Float32Array => {
    if (dtype !== "BF16") return Float32Array.from(data, (x) => Math.fround(Math.round(x * 64) / 64));
    return new Float32Array(new Uint32Array(data.slice().buffer).map((bits) => bits & 0xffff0000).buffer);
  };
  return new Map(Array.from(tensors, ([name, { shape, data }]) => [name, { shape, data: round(data) }]));
}

it.each(["F64", "F32"] as const)("takes weights of type %s in either format", async (dtype) => {
  expect(await importing({ [SAFETENSORS]: safetensorsOf(tensors, dtype) })).toBe(digest);
  expect(await importing({ [BIN]: pytorchOf(tensors, { dtype }) })).toBe(digest);
});

it.each(["F16", "BF16"] as const)("takes weights of type %s in either format", async (dtype) => {
  const exact = rounded(dtype);
  const expected = await importing({ [SAFETENSORS]: safetensorsOf(exact) });
  expect(await importing({ [SAFETENSORS]: safetensorsOf(exact, dtype) })).toBe(expected);
  expect(await importing({ [BIN]: pytorchOf(exact, { dtype }) })).toBe(expected);
});

it("takes weights in several files with an index", async () => {
  expect(await importing(sharded(tensors, (part) => safetensorsOf(part), "safetensors"))).toBe(digest);
  expect(await importing(sharded(tensors, (part) => pytorchOf(part), "bin"))).toBe(digest);
  const wrapped = (part: Tensors): Buffer => pytorchOf(part, { wrapped: ["state_dict"], dtype: "F64" });
  expect(await importing(sharded(tensors, wrapped, "bin"))).toBe(digest);
});

it.each([["module."], ["_orig_mod."], ["model.module."]])("takes names behind %s", async (prefix) => {
  const prefixed = renamed(tensors, (name) => prefix + name);
  expect(await importing({ [SAFETENSORS]: safetensorsOf(prefixed) })).toBe(digest);
  expect(await importing({ [BIN]: pytorchOf(prefixed) })).toBe(digest);
});

it.each([[["state_dict"]], [["model_state_dict"]], [["model", "state_dict"]]])(
  "the state dict in %j",
  async (wrapped) => {
    const prefixed = renamed(tensors, (name) => `module.${name}`);
    expect(await importing({ [BIN]: pytorchOf(prefixed, { wrapped }) })).toBe(digest);
  },
);

it("takes a dict of parameters", async () => {
  expect(await importing({ [BIN]: pytorchOf(tensors, { isParameter: true }) })).toBe(digest);
});

it("takes MGeo's weights under Hugging Face's names, and LayerNorm's under TensorFlow's", async () => {
  const old = (name: string): string | null =>
    huggingFaceName(name)
      ?.replace(/LayerNorm\.weight$/u, "LayerNorm.gamma")
      .replace(/LayerNorm\.bias$/u, "LayerNorm.beta") ?? null;
  expect(await importing({ [SAFETENSORS]: safetensorsOf(renamed(tensors, old)) })).toBe(digest);
});

it("takes a byte order mark in any text file", async () => {
  const [config, configuration, vocab] = await Promise.all(
    ["config.json", "configuration.json", "vocab.txt"].map((name) => readFile(join(TINY, name), "utf8")),
  );
  const files = {
    "config.json": BOM + config,
    "configuration.json": BOM + configuration,
    "vocab.txt": BOM + vocab,
    "tokenizer_config.json": `${BOM}{"do_lower_case": false}`,
    [SAFETENSORS]: safetensorsOf(tensors),
  };
  expect(await importing(files)).toBe(digest);
});

it("takes a vocabulary with Windows' line ends", async () => {
  const vocab = (await readFile(join(TINY, "vocab.txt"), "utf8")).replaceAll("\n", "\r\n");
  const from = await tinyFolder(scratch, { "vocab.txt": vocab, [SAFETENSORS]: safetensorsOf(tensors) });
  const [found, expected] = [
    await createTagger(await versionOf(scratch, from)),
    await createTagger(await versionOf(scratch, TINY)),
  ];
  expect(found.version.vocab).toEqual(expected.version.vocab);
  expect(await found.tag(["浙江省文一西路12号"])).toEqual(await expected.tag(["浙江省文一西路12号"]));
  await Promise.all([found.dispose(), expected.dispose()]);
});

/** As many positions as MGeo has. */
async function withPositions(count: number): Promise<string> {
  const longer = new Map(tensors);
  const name = [...tensors.keys()].find((key) => key.includes("position_embeddings")) ?? "";
  const { shape, data } = tensors.get(name) ?? { shape: [], data: [] };
  const width = shape[1] ?? 0;
  const all = Float32Array.from({ length: count * width }, (_, i) => data[i % data.length] ?? 0);
  longer.set(name, { shape: [count, width], data: all });
  return tinyFolder(scratch, {
    "config.json": await tinyJson("config.json", { max_position_embeddings: count }),
    [SAFETENSORS]: safetensorsOf(longer),
  });
}

it.each([
  ["char", { textPass: 1, windowLength: 48, windowOverlap: 20 }],
  ["parity", { windowLength: 254, windowOverlap: 32 }],
] as const)("reads addresses in windows that suit the mode: %s", async (mode, expected) => {
  const from = await withPositions(512);
  const to = join(from, "version");
  await importCheckpoint({ from, to, name: "tiny", source: "fixture", now: new Date(0), mode });
  const { textPass, windowLength, windowOverlap } = (await readModelVersion(to)).preprocess;
  expect({ ...(textPass && { textPass }), windowLength, windowOverlap }).toEqual(expected);
});

it("may be imported in the reference's mode, which its preprocessing names", async () => {
  const from = await tinyFolder(scratch, { [SAFETENSORS]: safetensorsOf(tensors) });
  const to = join(from, "version");
  await importCheckpoint({ from, to, name: "tiny", source: "fixture", now: new Date(0), mode: "parity" });
  const preprocess = JSON.parse(await readFile(join(to, "preprocess.json"), "utf8"));
  expect(preprocess).toMatchObject({
    mode: "parity-2",
    foldFullWidth: false,
    foldDigits: false,
    lowerCase: true,
  });
  const tagger = await createTagger(to);
  expect(tagger.version.preprocess.mode).toBe("parity");
  const plain = await createTagger(await versionOf(scratch, TINY), { mode: "parity" });
  const texts = ["浙江省文一西路", "杭州市余杭区街道", "东南北路城"];
  expect(await tagger.tag(texts)).toEqual(await plain.tag(texts));
  await Promise.all([tagger.dispose(), plain.dispose()]);
});
