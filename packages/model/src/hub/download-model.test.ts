import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { importCheckpoint } from "../import/import-checkpoint.ts";
import { digestOf, sharded, TINY, tinyTensors } from "../import/testing/tiny-checkpoint.ts";
import { safetensorsOf } from "../import/testing/write-weights.ts";
import { downloadModel } from "./download-model.ts";
import { parseHubSource } from "./hub-model.ts";
import type { HubServer, HubServerOptions } from "./testing/hub-server.ts";
import { startHubServer } from "./testing/hub-server.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures", import.meta.url));
const files: Record<string, Buffer> = {};

let scratch = "";
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "meridian-model-"));
  for (const name of ["config.json", "configuration.json", "vocab.txt"])
    files[name] = await readFile(join(FIXTURES, "tiny", name));
  files["pytorch_model.bin"] = await readFile(join(FIXTURES, "pytorch", "float32.bin"));
  files["README.md"] = Buffer.from("not needed");
});
afterAll(() => rm(scratch, { recursive: true }));

let folder = "";
let hub: HubServer | undefined;
beforeEach(async () => void (folder = await mkdtemp(join(scratch, "cache-"))));
afterEach(() => hub?.close());

const waits: number[] = [];
async function download(options: HubServerOptions = {}, source = "modelscope:damo/tiny"): Promise<HubServer> {
  hub = await startHubServer(files, options);
  waits.length = 0;
  const pause = async (ms: number): Promise<void> => void waits.push(ms);
  await downloadModel(parseHubSource(source, hub.endpoint), folder, { pause });
  return hub;
}

const isComplete = async (): Promise<boolean> =>
  (await readFile(join(folder, "pytorch_model.bin"))).equals(files["pytorch_model.bin"] as Buffer);

describe("a download from the hub", () => {
  it("takes what the importer reads, and imports", async () => {
    await download();
    expect((await readdir(folder)).sort()).toEqual([
      "config.json",
      "configuration.json",
      "pytorch_model.bin",
      "vocab.txt",
    ]);
    const to = join(scratch, "version");
    const { manifest } = await importCheckpoint({
      from: folder,
      to,
      name: "t",
      source: "hub",
      now: new Date(0),
    });
    expect(manifest.files.map((file) => file.path)).toContain("model.fp32.onnx");
  });

  it("takes all files of weights that lie in several, and imports", async () => {
    const { "pytorch_model.bin": _, ...settings } = files;
    const parts = sharded(await tinyTensors(), (part) => safetensorsOf(part), "safetensors");
    const shards = Object.entries(parts).map(
      ([name, content]) => [name, Buffer.from(content ?? "")] as const,
    );
    const other = { "model-00001-of-00002.onnx": Buffer.from("not needed") };
    hub = await startHubServer({ ...settings, ...Object.fromEntries(shards), ...other });
    await downloadModel(parseHubSource("modelscope:damo/tiny", hub.endpoint), folder);
    const weights = (await readdir(folder)).filter((name) => name.startsWith("model")).sort();
    expect(weights).toEqual(shards.map(([name]) => name).sort());
    expect(await digestOf(scratch, folder)).toBe(await digestOf(scratch, TINY));
  });

  it("tells how far it is", async () => {
    hub = await startHubServer(files);
    const seen: Record<string, number> = {};
    await downloadModel(parseHubSource("modelscope:damo/tiny", hub.endpoint), folder, {
      onProgress: ({ path }, receivedBytes) => void (seen[path] = receivedBytes),
    });
    expect(seen["pytorch_model.bin"]).toBe(files["pytorch_model.bin"]?.length);
  });

  it("goes on where the connection was cut", async () => {
    const { requests } = await download({ cutAfterBytes: 20_000 });
    const ranges = requests.filter((request) => request.startsWith("pytorch_model.bin"));
    expect(ranges.length).toBeGreaterThanOrEqual(3);
    expect(ranges.at(-1)).toMatch(/bytes=[1-9]\d*-$/u);
    expect(await isComplete()).toBe(true);
  });

  it("goes on where an earlier call ended, and fetches nothing twice", async () => {
    const data = files["pytorch_model.bin"] as Buffer;
    await writeFile(join(folder, "pytorch_model.bin.part"), data.subarray(0, 30_000));
    const first = await download();
    expect(first.requests).toContain("pytorch_model.bin bytes=30000-");
    expect(await isComplete()).toBe(true);
    await first.close();
    expect((await download()).requests).toEqual([]);
  });

  it("starts again where the hub does not answer ranges", async () => {
    await writeFile(join(folder, "pytorch_model.bin.part"), "a beginning");
    await download({ ignoresRanges: true });
    expect(await isComplete()).toBe(true);
  });

  it("replaces a file that is there and wrong", async () => {
    const wrong = Buffer.from(files["pytorch_model.bin"] as Buffer).fill(0, 100, 200);
    await writeFile(join(folder, "pytorch_model.bin"), wrong);
    await download();
    expect(await isComplete()).toBe(true);
  });

  it("takes sizes alone where no digest is listed", async () => {
    await download({ list: ({ Sha256: _, ...file }) => file });
    expect(await isComplete()).toBe(true);
  });
});

describe("a download is refused", () => {
  it("if a digest is wrong; nothing of the file stays", async () => {
    const list = (file: Record<string, unknown>) =>
      file.Path === "pytorch_model.bin" ? { ...file, Sha256: "0".repeat(64) } : file;
    await expect(download({ list })).rejects.toThrow(/^pytorch_model\.bin: sha256: expected "?0000/);
    expect((await readdir(folder)).filter((name) => name.startsWith("pytorch"))).toEqual([]);
  });

  it("if there is more than was listed", async () => {
    const list = (file: Record<string, unknown>) => ({ ...file, Size: 10 });
    await expect(download({ list })).rejects.toThrow(/size: expected 10 bytes, found/);
  });

  it("if no more bytes come than some, after a few tries; what arrived stays", async () => {
    const list = (file: Record<string, unknown>) => ({ ...file, Size: 1_000_000 });
    await expect(download({ list })).rejects.toMatchObject({ code: "unreachable" });
    expect((await stat(join(folder, "config.json.part"))).size).toBe(files["config.json"]?.length);
    expect(waits).toEqual([1000, 2000, 3000]);
  });

  it("if the hub does not know the model or its revision", async () => {
    await expect(download({}, "modelscope:damo/none")).rejects.toThrow(
      /has no model damo\/none with a revision master/,
    );
    await hub?.close();
    await expect(download({}, "modelscope:damo/tiny@v9")).rejects.toThrow(/with a revision v9/);
  });

  it("if the listing makes no sense", async () => {
    await expect(download({ list: () => ({ Path: 7 }) })).rejects.toThrow(
      /Data\.Files\[1\]: expected Path and Size/,
    );
  });

  it("offline, in plain words", async () => {
    hub = await startHubServer(files);
    await hub.close();
    const model = parseHubSource("modelscope:damo/tiny", hub.endpoint);
    await expect(downloadModel(model, folder)).rejects.toMatchObject({ code: "unreachable" });
    await expect(downloadModel(model, folder)).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:\d+ can't be reached: .*ECONNREFUSED/,
    );
  });
});

it.each([
  "modelscope:",
  "modelscope:tiny",
  "modelscope:../tiny",
  "modelscope:a/..",
  "modelscope:a/b@../../c",
  "modelscope:a/b c",
])("refuses %s as a source", (source) => {
  expect(() => parseHubSource(source)).toThrow(/^Expected modelscope:<owner>\/<name>/);
});

it("asks the hub itself for master unless told otherwise", () => {
  const model = { owner: "iic", name: "m.1", revision: "master", endpoint: "https://www.modelscope.cn" };
  expect(parseHubSource("modelscope:iic/m.1")).toEqual(model);
  expect(parseHubSource("modelscope:iic/m.1@v1.0/x", "http://a/")).toEqual({
    ...model,
    revision: "v1.0/x",
    endpoint: "http://a",
  });
});
