import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withByteFile } from "./byte-file.ts";
import { writeZip } from "../testing/write-zip.ts";
import { checkedStart, readZip } from "./zip.ts";

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "meridian-model-"))));
afterAll(() => rm(folder, { recursive: true }));

/** Every record's text by name. */
async function unzip(bytes: Uint8Array): Promise<Record<string, string>> {
  const path = join(folder, "a.bin");
  await writeFile(path, bytes);
  return withByteFile(path, async (file) => {
    const texts: Record<string, string> = {};
    for (const [name, entry] of await readZip(file)) {
      const start = await checkedStart(file, entry);
      texts[name] = new TextDecoder().decode(await file.read(start, start + entry.size));
    }
    await file.close();
    return texts;
  });
}

const record = (name: string, text = name) => ({ name, data: Buffer.from(text) });

it.each([false, true])("reads stored records whose sizes follow the data, zip64: %s", async (zip64) => {
  const bytes = writeZip([record("a", "one"), record("b/c", ""), record("d", "three")], { zip64 });
  expect(await unzip(bytes)).toEqual({ a: "one", "b/c": "", d: "three" });
});

it("reads a file with a comment after its end record", async () => {
  const comment = Buffer.from("a comment");
  expect(await unzip(Buffer.concat([writeZip([record("a")]), comment]))).toEqual({ a: "a" });
});

it.each([
  ["nothing", Buffer.alloc(0), /expected a whole zip file/],
  ["a truncated file", writeZip([record("a")]).subarray(0, -5), /expected a whole zip file/],
  ["a beginning that is missing", writeZip([record("a")]).subarray(9), /zip directory/],
  ["a compressed record", writeZip([{ ...record("a"), method: 8 }]), /a: .*found "compression method 8"/],
  ["an encrypted record", writeZip([{ ...record("a"), flags: 1 }]), /a: .*found "an encrypted one"/],
  ["a damaged record", writeZip([{ ...record("a"), crc32: 1 }]), /a crc32: expected "?00000001/],
  ["one name twice", writeZip([record("a"), record("a")]), /a: expected every record once/],
  ["a record beyond the end", writeZip([{ ...record("a"), size: 200 }]), /zip records: expected at most/],
  [
    "records that overlap",
    writeZip(["a", "b", "c"].map((name) => ({ ...record(name), size: 150 }))),
    /zip records: expected at most/,
  ],
])("refuses %s", async (_, bytes, message) => {
  await expect(unzip(bytes)).rejects.toMatchObject({ code: "bad-model" });
  await expect(unzip(bytes)).rejects.toThrow(message);
});
