import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { OwnModels } from "./own-models.ts";
import { UnusedModels } from "./unused-models.ts";

const [a, b, c, d] = ["a", "b", "c", "d"].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
  string,
];
const hourMs = 3_600_000;

describe("UnusedModels", () => {
  let dir: string;
  let clock: FakeClock;
  let used: Set<string>;
  let lastKnownGood: Set<string>;
  let unused: UnusedModels;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "meridian-unused-"));
    clock = new FakeClock();
    used = new Set();
    lastKnownGood = new Set();
    unused = sweeper(1_000_000);
    for (const digest of [a, b, c, d]) await addVersion(digest);
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  function sweeper(bytesMax: number, isUsed = (digest: string) => used.has(digest)): UnusedModels {
    return new UnusedModels({
      own: new OwnModels(dir),
      bytesMax,
      isUsed,
      lastKnownGood: async () => lastKnownGood,
      clock,
      logger: pino({ level: "silent" }),
    });
  }

  async function addVersion(digest: string, sizeBytes = 1000): Promise<void> {
    await mkdir(join(dir, digest), { recursive: true });
    await writeFile(join(dir, digest, "model.int8.onnx"), Buffer.alloc(sizeBytes));
  }
  const left = async () => (await readdir(dir)).sort();

  it("takes away what nobody wants for an hour: not what is used, nor what a start would fall back to", async () => {
    used = new Set([a]);
    lastKnownGood = new Set([b]);
    await unused.sweep();
    clock.advance(hourMs - 1);
    await unused.sweep();
    expect(await left()).toEqual([a, b, c, d]);
    clock.advance(1);
    await unused.sweep();
    expect(await left()).toEqual([a, b]);
    clock.advance(10 * hourMs);
    await unused.sweep();
    expect(await left()).toEqual([a, b]);
  });

  it("counts the hour anew when a version was wanted in between", async () => {
    used = new Set([b, c, d]);
    await unused.sweep();
    clock.advance(hourMs - 1);
    used.add(a);
    await unused.sweep();
    used.delete(a);
    clock.advance(hourMs);
    await unused.sweep();
    expect(await left()).toEqual([a, b, c, d]);
    clock.advance(hourMs);
    await unused.sweep();
    expect(await left()).toEqual([b, c, d]);
  });

  it("does not wait where they take too much of the disk: the longest unused goes first", async () => {
    unused = sweeper(2500);
    used = new Set([b, c, d]);
    await unused.sweep();
    clock.advance(1);
    used = new Set([d]);
    await unused.sweep();
    expect(await left()).toEqual([b, c, d]);
    await addVersion(d, 9000);
    await unused.sweep();
    expect(await left()).toEqual([b, c, d]);
  });

  it("leaves a version that is wanted at the last moment", async () => {
    let asked = 0;
    unused = sweeper(0, () => ++asked > 4);
    await unused.sweep();
    expect(await left()).toEqual([a, b, c, d]);
  });

  it("ends what a kill broke off and touches nothing that is not its own", async () => {
    await mkdir(join(dir, `${a}.removed`));
    await writeFile(join(dir, `${a}.removed`, "vocab.txt"), "half gone");
    await writeFile(join(dir, "notes.txt"), "somebody's");
    used = new Set([b, c, d]);
    unused = sweeper(0);
    await unused.sweep();
    expect(await left()).toEqual([b, c, d, "notes.txt"]);
  });

  it("finds nothing where nothing was fetched yet", async () => {
    await rm(dir, { recursive: true });
    await expect(unused.sweep()).resolves.toBeUndefined();
  });
});
