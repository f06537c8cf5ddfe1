import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { comparePositions, type Position, sha256Hex, Snapshot } from "@meridian/contracts/wire";
import fc from "fast-check";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createInferencePlane } from "../inference/inference-plane.ts";
import { testAgent, testConfig, testPlaneOptions, testSnapshot } from "../testing/inference-fixture.ts";
import type { DataPlane } from "../data-plane.ts";
import { until } from "../testing/until.ts";
import { DesiredState } from "./desired-state.ts";
import { observedState } from "./reporter.ts";
import { SnapshotStore } from "./snapshot-store.ts";

const logger = pino({ level: "silent" });
const pushes = 10_000;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "meridian-desired-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe("on a disk that takes nothing", () => {
  const accept = async (desired: DesiredState, revision: string) => {
    const body = JSON.stringify(testSnapshot([], { epoch: 1, revision }));
    return desired.accept({ sha256: await sha256Hex(body), body });
  };

  it("obeys, says what is not saved, and saves the newest once it can", async () => {
    const plane = createInferencePlane(testPlaneOptions(testConfig(dataDir)));
    const store = new SnapshotStore(dataDir, logger);
    const desired = new DesiredState(testAgent, plane, store, logger);
    const told: (string | null)[] = [];
    desired.onProblemChange(() => told.push(desired.problem));
    await accept(desired, "1");
    await rename(join(dataDir, "snapshots"), join(dataDir, "away"));
    await writeFile(join(dataDir, "snapshots"), "no folder");

    expect(await accept(desired, "2")).toEqual({ outcome: "applied", epoch: 1, revision: "2" });
    expect(await accept(desired, "3")).toMatchObject({ outcome: "applied" });
    expect(desired.applied).toEqual({ epoch: 1, revision: "3" });
    expect(desired.problem).toMatch(/^the snapshot in effect is not on disk: .*E(EXIST|NOTDIR)/);
    const observed = await observedState(plane, desired.applied, desired.problem);
    expect(observed).toMatchObject({ outcome: "degraded", reason: desired.problem });

    await rm(join(dataDir, "snapshots"));
    await until("it is saved", () => desired.problem === null);
    expect((await store.load()).map(({ body }) => Snapshot.parse(JSON.parse(body)).revision)).toEqual(["3"]);
    expect(told).toEqual([expect.stringContaining("not on disk"), null]);
    desired.stop();
    await plane.stop(0);
  });

  it("refuses for now what the data plane could not do now", async () => {
    const plane = createInferencePlane(testPlaneOptions(testConfig(dataDir)));
    const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "write" });
    const failing: DataPlane = Object.assign(Object.create(plane) as DataPlane, {
      apply: () => Promise.reject(full),
    });
    const desired = new DesiredState(testAgent, failing, new SnapshotStore(dataDir, logger), logger);
    expect(await accept(desired, "1")).toEqual({
      outcome: "nack",
      field: "",
      reason: "not now, to be tried again: no space left on the disk (ENOSPC)",
      isTransient: true,
    });
    expect(desired.applied).toBeNull();
    await plane.stop(0);
  });
});

it("never goes back, whatever a newer and a stale console push between each other", async () => {
  const plane = createInferencePlane(testPlaneOptions(testConfig(dataDir)));
  const desired = new DesiredState(testAgent, plane, new SnapshotStore(dataDir, logger), logger);
  const position = fc.record({
    epoch: fc.integer({ min: 1, max: 3 }),
    revision: fc.integer({ max: 400, min: 1 }),
  });
  let before: Position | null = null;
  for (const { epoch, revision } of fc.sample(position, { numRuns: pushes, seed: 6 })) {
    const pushed = { epoch, revision: String(revision) };
    const body = JSON.stringify(testSnapshot([], pushed));
    const ack = await desired.accept({ sha256: await sha256Hex(body), body });
    const isNewer = before === null || comparePositions(pushed, before) > 0;
    if (isNewer) before = pushed;
    expect([ack.outcome, desired.applied]).toEqual([isNewer ? "applied" : "stale", before]);
  }
  await plane.stop(0);
});
