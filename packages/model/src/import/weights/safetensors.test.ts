import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openSafetensors } from "./safetensors.ts";

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "meridian-model-"))));
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(header: unknown, data: Uint8Array): Promise<string> {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  const path = join(folder, `${Math.random()}.safetensors`);
  await writeFile(path, Buffer.concat([length, json, data]));
  return path;
}

async function readOne(dtype: string, data: Uint8Array, shape: number[]): Promise<number[]> {
  const file = await openSafetensors(
    await fileOf({ t: { dtype, shape, data_offsets: [0, data.length] } }, data),
  );
  try {
    return Array.from((await file.read("t")).data);
  } finally {
    await file.close();
  }
}

it("reads float64, float32, float16 and bfloat16", async () => {
  expect(await readOne("F64", new Uint8Array(Float64Array.of(1.5, -0.1, 1e39).buffer), [3])).toEqual([
    1.5,
    Math.fround(-0.1),
    Infinity,
  ]);
  expect(await readOne("F32", new Uint8Array(Float32Array.of(1.5, -2).buffer), [2])).toEqual([1.5, -2]);
  const half = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00, 0x3555);
  expect(await readOne("F16", new Uint8Array(half.buffer), [5])).toEqual([
    1,
    -2,
    2 ** -24,
    Infinity,
    0.333251953125,
  ]);
  const brain = Uint16Array.of(0x3f80, 0xc000, 0x3eaa);
  expect(await readOne("BF16", new Uint8Array(brain.buffer), [3])).toEqual([1, -2, 0.33203125]);
});

it("names file, tensor, expected and found when it can't read", async () => {
  await expect(readOne("I64", new Uint8Array(8), [1])).rejects.toThrow(
    /t dtype: expected F64, F32, F16 or BF16, found "I64"/,
  );
  await expect(readOne("F32", new Uint8Array(8), [3])).rejects.toThrow(/t: expected 3 numbers, found 2/);
  const outside = await fileOf({ t: { dtype: "F32", shape: [1], data_offsets: [0, 4] } }, new Uint8Array(2));
  await expect(openSafetensors(outside)).rejects.toMatchObject({ code: "bad-model" });
  await expect(openSafetensors(await fileOf("{", new Uint8Array()))).rejects.toMatchObject({
    code: "bad-model",
  });
  const short = join(folder, "short.safetensors");
  await writeFile(short, "abc");
  await expect(openSafetensors(short)).rejects.toThrow(/expected 8 bytes, found 3/);
});
