import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { comparePositions, type Position, sha256Hex } from "@meridian/contracts/wire";
import fc from "fast-check";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createInferencePlane } from "../inference/inference-plane.ts";
import { testAgent, testConfig, testPlaneOptions, testSnapshot } from "../testing/inference-fixture.ts";
import { DesiredState } from "./desired-state.ts";
import { SnapshotStore } from "./snapshot-store.ts";

const logger = pino({ level: "silent" });
const pushes = 10_000;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "meridian-desired-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

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
