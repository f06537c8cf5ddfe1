import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DesiredModel } from "@meridian/contracts/wire";
import { digestOfFiles, parseManifest, sha256OfFile } from "@meridian/model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConsoleDouble } from "../../testing/console-double.ts";
import { bundledModelsDir, describeModel, testSnapshot } from "../../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../../testing/serving-node.ts";
import { until } from "../../testing/until.ts";

const address = "浙江省杭州市余杭区文一西路969号";

/** A copy of the bundled model that counts as a version of its own: its vocabulary has one more line. */
async function makeVersion(folder: string, name: string): Promise<DesiredModel> {
  await cp(join(bundledModelsDir, "compact"), folder, { recursive: true });
  const vocab = join(folder, "vocab.txt");
  await writeFile(vocab, `${await readFile(vocab, "utf8")}[${name}]\n`);
  const path = join(folder, "manifest.json");
  const manifest = parseManifest(JSON.parse(await readFile(path, "utf8")));
  const files = await Promise.all(
    manifest.files.map(async (file) => {
      if (file.path !== "vocab.txt") return file;
      return { ...file, sha256: await sha256OfFile(vocab), sizeBytes: (await readFile(vocab)).length };
    }),
  );
  await writeFile(path, JSON.stringify({ ...manifest, name, files, digest: digestOfFiles(files) }));
  return describeModel(folder);
}

describe("model versions on a node", () => {
  let store: string;
  let node: ServingNode;
  let hub: ConsoleDouble;
  beforeEach(async () => {
    store = await mkdtemp(join(tmpdir(), "meridian-models-"));
    hub = new ConsoleDouble();
    await hub.listen();
  });
  afterEach(async () => {
    await node.stop();
    await hub.close();
    await rm(store, { recursive: true, force: true });
  });

  const slots = () => {
    const effective = node.plane.effective();
    return effective.role === "inference" ? effective.slots : [];
  };
  const converged = () => until("converged", () => node.plane.outcome().outcome === "converged");
  const versionOf = async (response: Response) => ((await response.json()) as { version: string }).version;

  it.each([
    ["vocab.txt", (path: string) => writeFile(path, "garbage")],
    ["model.int8.onnx", (path: string) => truncate(path, 1000)],
    ["labels.json", (path: string) => rm(path)],
  ])("names a corrupted %s, keeps running and is not ready", async (file, damage) => {
    const model = await makeVersion(join(store, "v1"), "v1");
    await damage(join(store, "v1", file));
    node = await startNode(testSnapshot([model]), { modelStoreDir: store });
    await until("failed", () => slots()[0]?.status === "failed");
    expect(slots()[0]?.reason).toContain(file);
    expect(node.plane.outcome()).toMatchObject({ outcome: "failed", reason: expect.stringContaining(file) });
    expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${node.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(((await ready.json()) as { reason: string }).reason).toContain(file);
    expect((await node.parse([address])).status).toBe(503);
  });

  it("keeps the version that serves when the next cannot be loaded, and takes it once it is whole", async () => {
    const v1 = await makeVersion(join(store, "v1"), "v1");
    const v2 = await makeVersion(join(store, "v2"), "v2");
    const whole = await readFile(join(store, "v2", "model.int8.onnx"));
    await truncate(join(store, "v2", "model.int8.onnx"), 1000);
    node = await startNode(testSnapshot([v1]), { modelStoreDir: store });
    await converged();
    await node.plane.apply(testSnapshot([v2], { revision: "2" }));
    await until("failed", () => slots().some(({ name, status }) => name === "v2" && status === "failed"));
    expect(node.plane.outcome()).toMatchObject({ outcome: "degraded" });
    expect(await versionOf(await node.parse([address]))).toBe("v1");

    await writeFile(join(store, "v2", "model.int8.onnx"), whole);
    await node.plane.apply(testSnapshot([v2], { revision: "3" }));
    await converged();
    expect(await versionOf(await node.parse([address]))).toBe("v2");
    expect(slots().map(({ name }) => name)).toEqual(["v2"]);
  });

  it("changes the default under load without a failed request", async () => {
    const v1 = await makeVersion(join(store, "v1"), "v1");
    const v2 = await makeVersion(join(store, "v2"), "v2");
    node = await startNode(testSnapshot([v1]), { modelStoreDir: store });
    await converged();
    let isOver = false;
    const seen = new Set<string>();
    const client = async (id: number) => {
      for (let i = 0; !isOver; i++) {
        const response = await node.parse([
          `${address}${String.fromCodePoint(0x4e00 + id * 1000 + (i % 1000))}`,
        ]);
        expect(response.status).toBe(200);
        seen.add(await versionOf(response));
      }
    };
    const clients = [0, 1, 2, 3].map(client);
    await node.plane.apply(testSnapshot([v1, v2], { revision: "2", defaultDigest: v2.digest }));
    await converged();
    await node.plane.apply(testSnapshot([v2], { revision: "3" }));
    await converged();
    isOver = true;
    await Promise.all(clients);
    expect([...seen].sort()).toEqual(["v1", "v2"]);
  });

  it("fetches a version from the console with its credential, once", async () => {
    hub.modelDir = join(bundledModelsDir, "compact");
    const model = await describeModel(hub.modelDir);
    const overrides = { modelStoreDir: undefined, consoleUrl: hub.url };
    node = await startNode(testSnapshot([model]), { ...overrides, credential: hub.credential });
    await converged();
    expect(await readdir(join(node.dataDir, "models"))).toEqual([model.digest]);
    expect((await node.parse([address])).status).toBe(200);
  });

  it("fetches the precision it needs alone, and what a killed fetch left out", async () => {
    const folder = join(store, "served", "v1");
    const version = await makeVersion(folder, "v1");
    const weights = `model.${version.precision}.onnx`;
    const fp16 = { path: "model.fp16.onnx", sha256: "0".repeat(64), sizeBytes: 1 };
    const files = [...version.files.filter(({ path }) => path !== fp16.path), fp16];
    const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as object;
    const digest = digestOfFiles(files);
    await writeFile(join(folder, "manifest.json"), JSON.stringify({ ...manifest, files, digest }));
    hub.modelDir = folder;
    node = await startNode(null, {
      modelStoreDir: undefined,
      consoleUrl: hub.url,
      credential: hub.credential,
    });
    const own = join(node.dataDir, "models", digest);
    await cp(join(folder, "vocab.txt"), join(own, "vocab.txt"), { recursive: true });
    await writeFile(join(own, `${weights}.partial`), "half");
    await node.plane.apply(testSnapshot([{ ...version, files, digest }]));
    await converged();
    const needed = ["labels.json", "manifest.json", weights, "preprocess.json", "vocab.txt"];
    expect((await readdir(own)).sort()).toEqual(needed);
    expect((await node.parse([address])).status).toBe(200);
  });

  it("keeps no files of a version that it left, beyond what its disk may hold of those", async () => {
    const v1 = await makeVersion(join(store, "v1"), "v1");
    const v2 = await makeVersion(join(store, "v2"), "v2");
    const overrides = { modelStoreDir: undefined, unusedModelBytesMax: 0, consoleUrl: hub.url };
    node = await startNode(null, { ...overrides, credential: hub.credential });
    const own = () => readdir(join(node.dataDir, "models"));
    hub.modelDir = join(store, "v1");
    await node.plane.apply(testSnapshot([v1]));
    await converged();
    hub.modelDir = join(store, "v2");
    await node.plane.apply(testSnapshot([v1, v2], { revision: "2" }));
    await converged();
    expect((await own()).sort()).toEqual([v1.digest, v2.digest].sort());
    await node.plane.apply(testSnapshot([v2], { revision: "3" }));
    await until("the first is gone", async () => (await own()).length === 1);
    expect(await own()).toEqual([v2.digest]);
    expect(await versionOf(await node.parse([address]))).toBe("v2");
  });

  it("takes nothing from the console that does not match its digest", async () => {
    const model = await makeVersion(join(store, "served", "v1"), "v1");
    hub.modelDir = join(store, "served", "v1");
    await writeFile(join(hub.modelDir, "vocab.txt"), "garbage");
    await mkdir(join(store, "empty"));
    const overrides = { modelStoreDir: join(store, "empty"), consoleUrl: hub.url };
    node = await startNode(testSnapshot([model]), { ...overrides, credential: hub.credential });
    await until("failed", () => slots()[0]?.status === "failed");
    expect(slots()[0]?.reason).toContain("vocab.txt");
    expect(await readdir(join(node.dataDir, "models", model.digest))).not.toContain("vocab.txt");
  });

  it("falls back to the next provider and says why", async () => {
    const model = await describeModel(join(bundledModelsDir, "compact"));
    node = await startNode(testSnapshot([model]), { providers: ["cuda", "cpu"] });
    await converged();
    const [slot] = slots();
    if (slot?.provider === "cpu") expect(slot.reason).toMatch(/^cuda: /);
    else expect(slot?.provider).toBe("cuda");
  });
});
