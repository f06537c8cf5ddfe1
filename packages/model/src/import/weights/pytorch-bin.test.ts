import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPytorchBin } from "./pytorch-bin.ts";
import { openSafetensors } from "./safetensors.ts";
import { writeZip } from "../testing/write-zip.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures", import.meta.url));
const fixture = (name: string): string => join(FIXTURES, "pytorch", `${name}.bin`);

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "meridian-model-"))));
afterAll(() => rm(folder, { recursive: true }));

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, "pytorch_model.bin");
  await writeFile(path, bytes);
  return path;
}

it.each([
  ["float32", 0],
  ["shared", 0],
  ["float16", 2 ** -11],
  ["bfloat16", 2 ** -8],
])("reads %s weights that PyTorch wrote", async (name, relativeError) => {
  const reference = await openSafetensors(join(FIXTURES, "tiny", "model.safetensors"));
  const file = await openPytorchBin(fixture(name));
  for (const [tensor, shape] of reference.shapes) {
    expect(file.shapes.get(tensor)).toEqual(shape);
    const [expected, found] = [(await reference.read(tensor)).data, (await file.read(tensor)).data];
    expect(found.length).toBe(expected.length);
    const isNear = found.every(
      (x, i) => Math.abs(x - (expected[i] as number)) <= Math.abs(x) * relativeError + 1e-7,
    );
    expect(isNear, tensor).toBe(true);
  }
  await Promise.all([reference.close(), file.close()]);
});

it("names the code that a pickle wants to run, and runs none", async () => {
  await expect(openPytorchBin(fixture("runs-code"))).rejects.toThrow(
    'data.pkl: expected only tensors, storages and ordered dicts, found "posix.system"',
  );
});

it("says what to do with the format before PyTorch 1.6", async () => {
  await expect(openPytorchBin(fixture("legacy"))).rejects.toThrow(/found "the legacy one; torch\.load it/);
});

it("refuses a truncated file and one with a damaged storage", async () => {
  const bytes = await readFile(fixture("float32"));
  for (const length of [0, 10, 5000, bytes.length - 1]) {
    await expect(openPytorchBin(await written(bytes.subarray(0, length)))).rejects.toMatchObject({
      code: "bad-model",
    });
  }
  // The first storage begins at a multiple of 64 behind the pickle.
  const at = bytes.indexOf("float32/data/0") + 200;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  const file = await openPytorchBin(await written(bytes));
  await expect(file.read("bert.text_encoder.embeddings.word_embeddings.weight")).rejects.toThrow(
    /crc32: expected/,
  );
  await file.close();
});

/** A pickle of `{"t": tensor}` over one float32 storage that claims `count` elements. */
function pickleOf(
  count: number,
  offset: number,
  shape: number[],
  strides: number[],
  storage = "Float",
): Buffer {
  const text = (value: string): string => `X${String.fromCharCode(value.length)}\0\0\0${value}`;
  const tuple = (values: number[]): string => `(${values.map((n) => `M${word(n)}`).join("")}t`;
  const id = `(${text("storage")}ctorch\n${storage}Storage\n${text("0")}${text("cpu")}M${word(count)}tQ`;
  const args = `(${id}M${word(offset)}${tuple(shape)}${tuple(strides)}\x89ccollections\nOrderedDict\n)Rt`;
  return Buffer.from(`\x80\x02}${text("t")}ctorch._utils\n_rebuild_tensor_v2\n${args}Rs.`, "latin1");
}
const word = (n: number): string => String.fromCharCode(n & 255, n >> 8);

async function readT(
  pickle: Buffer,
  data: Uint8Array,
  more: { name: string; data: Buffer }[] = [],
): Promise<number[]> {
  const records = [{ name: "a/data.pkl", data: pickle }, { name: "a/data/0", data }, ...more];
  const file = await openPytorchBin(await written(writeZip(records)));
  try {
    return Array.from((await file.read("t")).data);
  } finally {
    await file.close();
  }
}

const SIX = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);

it("lays out strided views row by row", async () => {
  expect(await readT(pickleOf(6, 0, [2, 3], [3, 1]), SIX)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await readT(pickleOf(6, 0, [3, 2], [1, 3]), SIX)).toEqual([1, 4, 2, 5, 3, 6]);
  expect(await readT(pickleOf(6, 1, [2, 2], [3, 1]), SIX)).toEqual([2, 3, 5, 6]);
  expect(await readT(pickleOf(6, 4, [1, 2, 1], [9, 1, 9]), SIX)).toEqual([5, 6]);
  expect(await readT(pickleOf(6, 6, [0], [1]), SIX)).toEqual([]);
});

it.each([
  ["a tensor past its storage", pickleOf(6, 1, [6], [1]), /a tensor within 6 elements/],
  ["many elements made of one", pickleOf(6, 0, [9999, 9999], [0, 0]), /a tensor within 6 elements/],
  ["a storage larger than its record", pickleOf(8, 0, [8], [1]), /data\/0: expected 32 bytes, found 24/],
  [
    "integers as weights",
    pickleOf(3, 0, [3], [1], "Long"),
    /dtype: expected float64, float32, float16 or bfloat16/,
  ],
  ["an unknown storage", pickleOf(6, 0, [6], [1], "Quantized"), /found "torch\.QuantizedStorage"/],
  ["fewer strides than sizes", pickleOf(6, 0, [2, 3], [1]), /expected 2 strides/],
  ["what is no dict", Buffer.from("\x80\x02].", "latin1"), /expected a state dict/],
  ["a dict of no tensors", Buffer.from("}K\x01K\x02s.", "latin1"), /expected tensors by name/],
])("refuses %s", async (_, pickle, message) => {
  await expect(readT(pickle, SIX)).rejects.toMatchObject({ code: "bad-model" });
  await expect(readT(pickle, SIX)).rejects.toThrow(message);
});

it("refuses big-endian numbers and a second pickle", async () => {
  const pickle = pickleOf(6, 0, [6], [1]);
  const order = { name: "a/byteorder", data: Buffer.from("big") };
  await expect(readT(pickle, SIX, [order])).rejects.toThrow(/byteorder: expected little, found "big"/);
  await expect(readT(pickle, SIX, [{ name: "b/data.pkl", data: pickle }])).rejects.toThrow(/one data\.pkl/);
});
