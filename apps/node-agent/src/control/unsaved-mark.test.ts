import { mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256Hex } from "@meridian/contracts/wire";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TestGateway } from "../gateway/testing/test-gateway.ts";
import { until } from "../testing/until.ts";
import { DesiredState } from "./desired-state.ts";
import { SnapshotStore } from "./snapshot-store.ts";

const logger = pino({ level: "silent" });
const agent = { id: "ag_gateway", name: "gateway", region: { id: "rg_home", name: "home" } };

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "meridian-unsaved-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Starts as an agent does, on what is in the data folder. */
async function begin() {
  const gateway = await new TestGateway().start();
  const desired = new DesiredState(agent, gateway.plane, new SnapshotStore(dataDir, logger), logger);
  await desired.restore();
  return {
    desired,
    send: async (revision: string, isAsked: boolean) => {
      const snapshot = { ...gateway.snapshot([]), revision, clientKeys: { isAsked, keys: [] } };
      const body = JSON.stringify(snapshot);
      expect(await desired.accept({ sha256: await sha256Hex(body), body })).toMatchObject({
        outcome: "applied",
      });
    },
    asksForKeys: async () => (await gateway.parse()).status === 401,
    end: async () => {
      desired.stop();
      await gateway.stop();
    },
  };
}

const folder = () => join(dataDir, "snapshots");
const away = () => join(dataDir, "away");

/** Nothing new fits on the disk; what is there stays. */
async function fill() {
  await rename(folder(), away());
  await writeFile(folder(), "no folder");
}

async function makeRoom() {
  await rm(folder());
  await rename(away(), folder());
}

const isMarked = async () => (await readFile(join(dataDir, "unsaved-snapshot"), "utf8")).includes("revision");

it("asks for API keys after a crash, as the snapshot did that the disk did not take, until the console tells", async () => {
  const first = await begin();
  await first.send("1", false);
  const { size } = await stat(join(dataDir, "unsaved-snapshot"));
  await fill();
  await first.send("2", true);
  expect(await first.asksForKeys()).toBe(true);
  await until("it is marked", isMarked);
  expect((await stat(join(dataDir, "unsaved-snapshot"))).size).toBe(size);
  await first.end();
  await makeRoom();

  const again = await begin();
  expect(again.desired.applied).toEqual({ epoch: 1, revision: "1" });
  expect(await again.asksForKeys()).toBe(true);
  expect(again.desired.problem).toMatch(
    /^an older snapshot is in effect .* \(1\/2\), which the disk did not take$/,
  );
  await again.send("3", false);
  expect(again.desired.problem).toBeNull();
  expect(await again.asksForKeys()).toBe(false);
  await again.end();

  const third = await begin();
  expect([third.desired.problem, await third.asksForKeys()]).toEqual([null, false]);
  await third.end();
});

it("a lost snapshot that asked for no keys asks for none, and is told of all the same", async () => {
  const first = await begin();
  await first.send("1", false);
  await fill();
  await first.send("2", false);
  await until("it is marked", isMarked);
  await first.end();
  await makeRoom();
  const again = await begin();
  expect(again.desired.problem).toMatch(/\(1\/2\)/);
  expect(await again.asksForKeys()).toBe(false);
  await again.end();
});
