import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DesiredModel, sha256Hex, type SnapshotEnvelope } from "@meridian/contracts/wire";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { testSnapshot } from "../testing/inference-fixture.ts";
import { SnapshotStore, storedModelDigests } from "./snapshot-store.ts";

const saverPath = fileURLToPath(new URL("../testing/endless-saver.ts", import.meta.url));

describe("SnapshotStore", () => {
  let dataDir: string;
  let store: SnapshotStore;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "meridian-snapshots-"));
    store = new SnapshotStore(dataDir, pino({ level: "silent" }));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const envelopeOf = async (body: string): Promise<SnapshotEnvelope> => ({
    sha256: await sha256Hex(body),
    body,
  });
  const stage = async (epoch: number, revision: string) =>
    store.stage({ epoch, revision }, await envelopeOf(`${epoch}/${revision}`));
  const save = async (epoch: number, revision: string) => (await stage(epoch, revision)).commit();
  const bodies = async () => (await store.load()).map(({ body }) => body);
  const files = () => readdir(join(dataDir, "snapshots"));

  it("has nothing before the first snapshot", async () => {
    expect(await store.load()).toEqual([]);
  });

  it("keeps the last two, newest first, also across an epoch that starts over", async () => {
    for (const [epoch, revision] of [
      [1, "9"],
      [1, "10"],
      [2, "3"],
    ] as const)
      await save(epoch, revision);
    expect(await bodies()).toEqual(["2/3", "1/10"]);
    await expect.poll(files).toHaveLength(2);
  });

  it("writes files that only the owner may read", async () => {
    await save(1, "1");
    const [name] = await files();
    expect((await stat(join(dataDir, "snapshots", name ?? ""))).mode & 0o777).toBe(0o600);
  });

  it("is unchanged when the process dies between writing and renaming", async () => {
    await save(1, "1");
    await stage(1, "2");
    expect(await bodies()).toEqual(["1/1"]);
    await save(1, "3");
    expect(await bodies()).toEqual(["1/3", "1/1"]);
    await expect.poll(files).toEqual(expect.not.arrayContaining([expect.stringMatching(/\.tmp$/)]));
  });

  it(
    "has the last that a process saved, whole, whenever that process was killed",
    { timeout: 60_000 },
    async () => {
      let said = 0;
      for (const lines of [1, 4, 16]) {
        const saver = spawn(process.execPath, ["--import", "tsx", saverPath, dataDir, String(said + 1)]);
        let output = "";
        saver.stdout.on("data", (data: Buffer) => {
          output += data.toString();
          if (output.split("\n").length > lines) saver.kill("SIGKILL");
        });
        await once(saver, "close");
        expect(saver.signalCode).toBe("SIGKILL");
        said = Number(output.trim().split("\n").at(-1));
        const [newest] = await store.load();
        expect(
          z.object({ revision: z.number() }).parse(JSON.parse(newest?.body ?? "")).revision,
        ).toBeGreaterThanOrEqual(said);
      }
    },
  );

  it("never takes a snapshot that is being stored for a leftover", async () => {
    for (let revision = 1; revision <= 50; revision++) await save(1, String(revision));
    expect(await bodies()).toEqual(["1/50", "1/49"]);
  });

  it("forgets what was discarded", async () => {
    await (await stage(1, "1")).discard();
    expect(await files()).toEqual([]);
  });

  it.each([
    ["truncated", (path: string) => truncate(path, 10)],
    ["empty", (path: string) => truncate(path, 0)],
    [
      "altered",
      async (path: string) => writeFile(path, (await readFile(path, "utf8")).replace("1/2", "1/7")),
    ],
  ])("falls back to the one before when the newest is %s", async (_, damage) => {
    await save(1, "1");
    await save(1, "2");
    await damage(join(dataDir, "snapshots", "1-2.json"));
    expect(await bodies()).toEqual(["1/1"]);
  });

  it("tells which models the snapshots that it keeps name", async () => {
    const saveModels = async (revision: string, ...digests: string[]) => {
      const snapshot = testSnapshot(digests.map(modelOf), { revision });
      const staged = await store.stage({ epoch: 1, revision }, await envelopeOf(JSON.stringify(snapshot)));
      await staged.commit();
    };
    const [a, b, c] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [string, string, string];
    expect(await storedModelDigests(store)).toEqual(new Set());
    await saveModels("1", a);
    await saveModels("2", a, b);
    expect(await storedModelDigests(store)).toEqual(new Set([a, b]));
    await saveModels("3", c);
    await saveModels("4");
    expect(await storedModelDigests(store)).toEqual(new Set([c]));
  });
});

function modelOf(digest: string): DesiredModel {
  const files = [{ path: "v", sha256: digest, sizeBytes: 1 }];
  return { name: digest.slice(0, 1), digest, precision: "int8", files };
}
