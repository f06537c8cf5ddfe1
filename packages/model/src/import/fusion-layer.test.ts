import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openSession } from "../session.ts";
import { importCheckpoint } from "./import-checkpoint.ts";
import { plainBert } from "./testing/plain-bert.ts";
import { TINY, tinyFolder, tinyJson, tinyTensors } from "./testing/tiny-checkpoint.ts";
import type { Tensors } from "./testing/write-weights.ts";
import { safetensorsOf } from "./testing/write-weights.ts";

const HEADS = 3;
const IDS = [2, 15, 16, 17, 5, 1, 9, 3];

let scratch = "";
let stored: Tensors;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "meridian-model-"));
  stored = withThirdLayer(await tinyTensors());
});
afterAll(() => rm(scratch, { recursive: true }));

/** The tiny checkpoint's two layers, and a third with the cross-attention that layers from `fusion_layer` on have. */
function withThirdLayer(tensors: Tensors): Tensors {
  const layer = /^bert\.text_encoder\.encoder\.layer\.1\./u;
  const third = Array.from(tensors).flatMap(([name, { shape, data }]) => {
    if (!layer.test(name)) return [];
    const other = name.replace(layer, "bert.text_encoder.encoder.layer.2.");
    const tensor = { shape, data: data.map((x) => 0.7 * x + 0.1) };
    const cross = other.replace(".attention.", ".crossattention.");
    return other === cross
      ? [[other, tensor] as const]
      : [[other, tensor] as const, [cross, tensor] as const];
  });
  return new Map([...tensors, ...third]);
}

async function importing(
  config: Record<string, unknown>,
  tensors = stored,
): Promise<{ to: string; layers: number; unused: readonly string[] }> {
  const from = await tinyFolder(scratch, {
    "config.json": await tinyJson("config.json", { num_hidden_layers: 3, ...config }),
    "model.safetensors": safetensorsOf(tensors),
  });
  const to = await mkdtemp(join(scratch, "version-"));
  const options = { from, to, name: "tiny", source: "fixture", now: new Date(0) };
  const { manifest, unusedTensors } = await importCheckpoint(options);
  return { to, layers: manifest.architecture.layers, unused: unusedTensors };
}

async function logitsOf(folder: string, ids: readonly number[]): Promise<Float32Array> {
  const onnxPath = join(folder, "model.fp32.onnx");
  const session = await openSession({ onnxPath, provider: "cpu", threads: 1, spinning: false });
  const mask = new Int32Array(ids.length).fill(1);
  const out = await session.run({ ids: Int32Array.from(ids), mask, batch: 1, sequence: ids.length });
  await session.dispose();
  return out;
}

/** The largest gap between logits, as a share of the largest logit. */
function gap(expected: readonly number[], found: Float32Array): number {
  expect(found.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((x, i) => Math.abs(x - (found[i] as number)))) / largest;
}

it("has a plain arithmetic that agrees with PyTorch's", async () => {
  const { cases } = JSON.parse(await readFile(join(TINY, "expected.json"), "utf8"));
  for (const { ids, mask, logits } of cases) {
    if (mask.includes(0)) continue;
    const plain = plainBert(stored, ids, 2, HEADS).flat();
    expect(gap(logits.flat(), Float32Array.from(plain))).toBeLessThan(1e-5);
  }
});

it.each([1, 2, 3])("runs exactly the first %i layers in text mode", async (fusion) => {
  const { to, layers } = await importing({ fusion_layer: fusion });
  expect(layers).toBe(fusion);
  const found = await logitsOf(to, IDS);
  for (const count of [1, 2, 3]) {
    const share = gap(plainBert(stored, IDS, count, HEADS).flat(), found);
    if (count === fusion) expect(share).toBeLessThan(1e-5);
    else expect(share).toBeGreaterThan(0.01);
  }
});

it("names the layers that text does not run through", async () => {
  const { unused } = await importing({ fusion_layer: 2 });
  expect(unused).toContain("bert.text_encoder.encoder.layer.2.output.dense.weight");
  expect(unused).toContain("bert.text_encoder.encoder.layer.2.crossattention.self.key.bias");
  expect(unused.filter((name) => name.includes(".layer.1."))).toEqual([]);
});

it("does not ask for those layers' tensors", async () => {
  const tensors = new Map(Array.from(stored).filter(([name]) => !name.includes(".layer.2.")));
  const { to } = await importing({ fusion_layer: 2 }, tensors);
  expect(gap(plainBert(stored, IDS, 2, HEADS).flat(), await logitsOf(to, IDS))).toBeLessThan(1e-5);
});

it.each([
  [{ fusion_layer: 4 }, "config.json: fusion_layer: expected 1 to 3 (num_hidden_layers), found 4"],
  [{ fusion_layer: 0 }, "fusion_layer: expected 1 to 3 (num_hidden_layers), found 0"],
  [{ fusion_layer: 1.5 }, "fusion_layer: expected 1 to 3 (num_hidden_layers), found 1.5"],
  [{ fusion_layer: "2" }, 'fusion_layer: expected 1 to 3 (num_hidden_layers), found "2"'],
  [{ fusion_layer: null }, "fusion_layer: expected 1 to 3 (num_hidden_layers), found nothing"],
  [
    { num_hidden_layers: 2, fusion_layer: 2 },
    'expected those of a text tagger, found "bert.text_encoder.encoder.layer.2.',
  ],
])("refuses %j", async (config, message) => {
  await expect(importing(config)).rejects.toThrow(message);
});
