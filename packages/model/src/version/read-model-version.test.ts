import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { importCheckpoint } from "../import/import-checkpoint.ts";
import { digestOfFiles } from "./digest.ts";
import { readModelVersion } from "./read-model-version.ts";

const TINY = fileURLToPath(new URL("../../fixtures/tiny", import.meta.url));
let scratch = "";
let good = "";
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "meridian-model-"));
  good = join(scratch, "good");
  await importCheckpoint({ from: TINY, to: good, name: "tiny", source: "fixture", now: new Date(0) });
});
afterAll(() => rm(scratch, { recursive: true }));

async function changed(file: string, change: (bytes: Buffer) => Buffer | string): Promise<string> {
  const folder = await mkdtemp(join(scratch, "bad-"));
  await cp(good, folder, { recursive: true });
  await writeFile(join(folder, file), change(await readFile(join(folder, file))));
  return folder;
}

it("reads what the importer wrote", async () => {
  const version = await readModelVersion(good);
  expect(version.name).toBe("tiny");
  expect(version.labels).toContain("O");
  expect(version.vocab.slice(0, 4)).toEqual(["[PAD]", "[UNK]", "[CLS]", "[SEP]"]);
  expect(version.onnxPath("fp32")).toBe(join(good, "model.fp32.onnx"));
  expect(() => version.onnxPath("int8")).toThrow("lists no file model.int8.onnx");
});

it.each(["model.fp32.onnx", "vocab.txt", "labels.json", "preprocess.json"])(
  "names a damaged %s",
  async (file) => {
    const flipped = await changed(file, (bytes) => {
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
      return bytes;
    });
    await expect(readModelVersion(flipped)).rejects.toMatchObject({ code: "bad-model", details: { file } });
    const cut = await changed(file, (bytes) => bytes.subarray(0, -1));
    await expect(readModelVersion(cut)).rejects.toThrow(
      new RegExp(`^${file}: size: expected \\d+ bytes, found \\d+\\.$`),
    );
    await rm(join(cut, file));
    await expect(readModelVersion(cut)).rejects.toThrow(`${file}: expected a readable file`);
  },
);

it("does not read the weights when told not to verify", async () => {
  const folder = await changed("model.fp32.onnx", () => "");
  await expect(readModelVersion(folder, { verify: false })).resolves.toMatchObject({ name: "tiny" });
});

it.each([
  [
    (m: string) => m.replace('"files"', '"parity": {"int8": {"addresses": 9}}, "files"'),
    "manifest.json: parity.int8: expected the numbers addresses, f1Loss and agreement",
  ],
  [
    (m: string) => m.replace('"schemaVersion": 1', '"schemaVersion": 2'),
    "schemaVersion: expected 1, found 2",
  ],
  [(m: string) => m.replace('"digest": "', '"digest": "x'), "digest: expected 64"],
  [
    (m: string) => m.replace('"path": "vocab.txt"', '"path": "../vocab.txt"'),
    "path: expected a plain file name",
  ],
  [(m: string) => m.replace('"fp32"', '"fp64"'), "precisions: expected some of"],
  [(m: string) => m.replace(/"sizeBytes": \d+/u, '"sizeBytes": -1'), "sizeBytes: expected a whole number"],
  [
    (m: string) => m.replace('"path": "vocab.txt"', '"path": "vocab2.txt"'),
    "manifest.json: digest: expected",
  ],
  [() => "[]", "manifest.json: expected an object"],
  [() => "not json", "manifest.json: expected JSON"],
])("refuses a wrong manifest (%#)", async (change, message) => {
  const folder = await changed("manifest.json", (bytes) => change(bytes.toString()));
  await expect(readModelVersion(folder)).rejects.toThrow(message);
});

it("digests files regardless of their order", () => {
  const files = ["b", "a", "c"].map((path) => ({ path, sha256: path.repeat(64) }));
  expect(digestOfFiles(files)).toBe(digestOfFiles([...files].reverse()));
  expect(digestOfFiles(files)).not.toBe(digestOfFiles(files.slice(1)));
});
