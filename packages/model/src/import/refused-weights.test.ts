import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Files } from "./testing/tiny-checkpoint.ts";
import { digestOf, sharded, TINY, tinyFolder, tinyTensors } from "./testing/tiny-checkpoint.ts";
import type { Tensors } from "./testing/write-weights.ts";
import { pytorchOf, safetensorsOf } from "./testing/write-weights.ts";

let scratch = "";
let tensors: Tensors;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "meridian-model-"));
  tensors = await tinyTensors();
});
afterAll(() => rm(scratch, { recursive: true }));

const SAFETENSORS = "model.safetensors";
const SAFETENSORS_INDEX = "model.safetensors.index.json";
const BIN = "pytorch_model.bin";
const BIN_INDEX = "pytorch_model.bin.index.json";

const importing = async (files: Files): Promise<string> =>
  digestOf(scratch, await tinyFolder(scratch, files));

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"4d7a".repeat(16)}\nsize 406900000\n`;
const shards = (): Files => sharded(tensors, (part) => safetensorsOf(part), "safetensors");
const [first, second] = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
const mapped = (change: (map: Record<string, string>) => void): Files => {
  const files = shards();
  const index = JSON.parse(String(files[SAFETENSORS_INDEX]));
  change(index.weight_map);
  return { ...files, [SAFETENSORS_INDEX]: JSON.stringify(index) };
};
/** The checkpoint with one number of one tensor changed. */
const withNumber = (name: string, value: number): Tensors => {
  const { shape, data } = tensors.get(name) as { shape: number[]; data: Float32Array };
  return new Map([...tensors, [name, { shape, data: data.with(17 % data.length, value) }]]);
};
const HEAD = "classifier.weight";
const QUERY = "bert.text_encoder.encoder.layer.1.attention.self.query.weight";

it.each<[string, () => Files, RegExp]>([
  [
    "git-LFS's pointer for safetensors",
    () => ({ [SAFETENSORS]: POINTER }),
    /^model\.safetensors: expected its content, found .*git lfs pull/,
  ],
  [
    "git-LFS's pointer for a .bin",
    () => ({ [BIN]: POINTER }),
    /^pytorch_model\.bin: expected its content, found .*git lfs pull/,
  ],
  [
    "git-LFS's pointer for a shard",
    () => ({ ...shards(), [second]: POINTER }),
    /^model-00002-of-00002\.safetensors: .*git lfs pull/,
  ],
  [
    "git-LFS's pointer for an index",
    () => ({ [BIN_INDEX]: POINTER }),
    /^pytorch_model\.bin\.index\.json: .*git lfs pull/,
  ],
  [
    "git-LFS's pointer for the vocabulary",
    () => ({ [SAFETENSORS]: safetensorsOf(tensors), "vocab.txt": POINTER }),
    /^vocab\.txt: .*git lfs pull/,
  ],
  [
    "text that is not UTF-8",
    () => ({ [SAFETENSORS]: safetensorsOf(tensors), "vocab.txt": Buffer.from("\ufeff[PAD]\n", "utf16le") }),
    /^vocab\.txt: expected UTF-8 text, found "other bytes"/,
  ],
  [
    "weights under another name",
    () => ({ "tagger.pth": "x", "tf_model.h5": "x" }),
    /expected a readable file, found \["tagger\.pth","tf_model\.h5"\]/,
  ],
  [
    "NaN",
    () => ({ [SAFETENSORS]: safetensorsOf(withNumber(HEAD, NaN)) }),
    /^model\.safetensors: classifier\.weight: expected finite numbers within float32, found "NaN at 17 of 192"/,
  ],
  [
    "infinity in a .bin of halves",
    () => ({ [BIN]: pytorchOf(withNumber(QUERY, -Infinity), { dtype: "F16" }) }),
    /^pytorch_model\.bin: bert\.text_encoder\.encoder\.layer\.1\.attention\.self\.query\.weight: .*-Infinity at 17/,
  ],
  [
    "NaN in a shard",
    () => sharded(withNumber(HEAD, NaN), (part) => safetensorsOf(part), "safetensors"),
    /classifier\.weight: expected finite numbers/,
  ],
  [
    "an index that names a missing file",
    () => ({
      ...shards(),
      [SAFETENSORS_INDEX]:
        mapped((map) => void (map[HEAD] = "model-00003-of-00003.safetensors"))[SAFETENSORS_INDEX] ?? null,
    }),
    /weight_map: expected model-00003-of-00003\.safetensors beside it \(3 files in all\), found \["model-00001-of-00002\.safetensors","model-00002/,
  ],
  [
    "an index that leaves the folder",
    () => mapped((map) => void (map[HEAD] = "../model-00001-of-00002.safetensors")),
    /weight_map: classifier\.weight: expected the name of a file in the same folder, found "\.\.\/model/,
  ],
  [
    "an index with an absolute path",
    () => mapped((map) => void (map[HEAD] = "/etc/hostname")),
    /weight_map: classifier\.weight: expected the name of a file in the same folder/,
  ],
  [
    "an index that says another file",
    () => mapped((map) => void (map[HEAD] = map[HEAD] === first ? second : first)),
    /weight_map: classifier\.weight: expected it in model-0000\d-of-00002\.safetensors, found "model-0000\d/,
  ],
  [
    "an index with a tensor that no file has",
    () => mapped((map) => void (map["classifier.scale"] = first)),
    /weight_map: classifier\.scale: expected it in model-00001-of-00002\.safetensors, found nothing/,
  ],
  [
    "a tensor in two files",
    () => ({ ...shards(), [second]: safetensorsOf(tensors) }),
    /expected it in one file, found \["model-00001-of-00002\.safetensors","model-00002/,
  ],
  [
    "an index without a map",
    () => ({ [SAFETENSORS_INDEX]: "{}" }),
    /^model\.safetensors\.index\.json: weight_map: expected an object from tensor to file, found nothing/,
  ],
  [
    "two tensors of one name",
    () => ({
      [SAFETENSORS]: safetensorsOf(
        new Map([
          ...tensors,
          [
            "bert.text_encoder.embeddings.LayerNorm.gamma",
            tensors.get("bert.text_encoder.embeddings.LayerNorm.weight") as never,
          ],
        ]),
      ),
    }),
    /LayerNorm\.weight: expected one tensor, found \["bert\.text_encoder\.embeddings\.LayerNorm\.weight","bert/,
  ],
])("refuses %s", async (_, files, message) => {
  await expect(importing(files())).rejects.toThrow(message);
  await expect(importing(files())).rejects.toMatchObject({ code: "bad-model" });
});

it("does not mind what it does not read", async () => {
  const leftover = new Map([
    ...tensors,
    ["bert.gis_encoder.odd.weight", { shape: [1], data: Float32Array.of(NaN) }],
  ]);
  expect(await importing({ [SAFETENSORS]: safetensorsOf(leftover) })).toBe(await digestOf(scratch, TINY));
});
