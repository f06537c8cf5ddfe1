import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DesiredModel, Position, sha256Hex, type Snapshot } from "@meridian/contracts/wire";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { testSnapshot } from "../testing/inference-fixture.ts";
import { SnapshotStore } from "./snapshot-store.ts";
import { storedModelDigests } from "./stored-models.ts";

let dataDir: string;
let store: SnapshotStore;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "meridian-stored-"));
  store = new SnapshotStore(dataDir, pino({ level: "silent" }));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const [a, b, c] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [string, string, string];

function modelOf(digest: string): DesiredModel {
  return {
    name: digest.slice(0, 1),
    digest,
    precision: "int8",
    files: [{ path: "v", sha256: digest, sizeBytes: 1 }],
  };
}

async function save(snapshot: Snapshot): Promise<void> {
  const body = JSON.stringify(snapshot);
  const staged = await store.stage(Position.parse(snapshot), { sha256: await sha256Hex(body), body });
  await staged.commit();
}

it("knows the versions of the last two snapshots", async () => {
  expect(await storedModelDigests(store)).toEqual(new Set());
  await save(testSnapshot([modelOf(a)], { revision: "1" }));
  await save(testSnapshot([modelOf(a), modelOf(b)], { revision: "2" }));
  expect(await storedModelDigests(store)).toEqual(new Set([a, b]));
  await save(testSnapshot([modelOf(c)], { revision: "3" }));
  await save(testSnapshot([], { revision: "4" }));
  expect(await storedModelDigests(store)).toEqual(new Set([c]));
});
