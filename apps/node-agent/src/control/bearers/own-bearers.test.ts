import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bearers, sha256Hex } from "@meridian/contracts/wire";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { DataPlane } from "../../data-plane.ts";
import { createInferencePlane } from "../../inference/inference-plane.ts";
import { testAgent, testConfig, testPlaneOptions } from "../../testing/inference-fixture.ts";
import { testBearers } from "../../testing/test-bearers.ts";
import { BearerStore } from "./bearer-store.ts";
import { OwnBearers } from "./own-bearers.ts";

const logger = pino({ level: "silent" });
const [old, young] = ["the-old-bearer-00001", "the-new-bearer-00001"];
let dataDir: string;
let used: { bearers: Bearers; isStored: boolean }[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "meridian-bearers-"));
  used = [];
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** An agent's start on this data folder, with the real plane, whose calls are noted. */
async function start(): Promise<OwnBearers> {
  const plane = createInferencePlane(testPlaneOptions(testConfig(dataDir)));
  const noting: Pick<DataPlane, "useBearers"> = {
    useBearers: async (bearers, isStored) => {
      const result = await plane.useBearers(bearers, isStored);
      if (result.ok) used.push({ bearers, isStored });
      return result;
    },
  };
  const own = new OwnBearers(testAgent, noting, new BearerStore(dataDir, logger), logger);
  await own.restore();
  return own;
}

async function send(own: OwnBearers, bearers: object) {
  const body = JSON.stringify(bearers);
  return own.accept({ sha256: await sha256Hex(body), body });
}

it("keeps what it was given for its owner alone, and comes up by it while the console is away", async () => {
  const given = testBearers([young]);
  const first = await start();
  expect(first.version).toBeUndefined();
  expect(await send(first, given)).toEqual({ outcome: "applied", epoch: 1, revision: "1" });
  expect(first.version).toBe(given.version);
  expect((await stat(join(dataDir, "bearers", "current.json"))).mode & 0o777).toBe(0o600);

  const again = await start();
  expect(again.version).toBe(given.version);
  expect(used.at(-1)).toEqual({ bearers: given, isStored: true });
});

it("asks the console again after a restart while bearers were leaving", async () => {
  await send(await start(), testBearers([young], { before: [old] }));
  const again = await start();
  expect(used.at(-1)?.isStored).toBe(true);
  expect(again.version).toBeUndefined();
});

it("takes others at the same place, since they end by time, and none of an older one", async () => {
  const own = await start();
  expect(await send(own, testBearers([young], { before: [old], revision: "7" }))).toMatchObject({
    outcome: "applied",
  });
  expect(await send(own, testBearers([young], { revision: "7" }))).toMatchObject({ outcome: "applied" });
  const applied = { epoch: 1, revision: "7" };
  expect(await send(own, testBearers([old], { revision: "6" }))).toEqual({ outcome: "stale", applied });
  expect(await send(own, testBearers([old], { epoch: 2, revision: "1" }))).toMatchObject({
    outcome: "applied",
  });
});

it.each([
  ["another agent's", { agentId: "ag_other" }, "agentId"],
  ["a newer shape", { schemaVersion: 2 }, "schemaVersion"],
  ["a gateway's", { role: "gateway", nodes: {} }, "role"],
  ["no hashes", { accepted: ["a-bearer-in-clear-text"] }, "accepted.0"],
])("refuses %s, and names the field", async (_, changes, field) => {
  const own = await start();
  await send(own, testBearers([old]));
  expect(await send(own, { ...testBearers([young]), ...changes })).toMatchObject({ outcome: "nack", field });
  expect(own.version).toBe(testBearers([old]).version);
});

it("ignores fields that it does not know", async () => {
  const own = await start();
  expect(await send(own, { ...testBearers([young]), later: 1 })).toMatchObject({ outcome: "applied" });
});

it("starts without what it cannot read, and clears away what a killed process left", async () => {
  await send(await start(), testBearers([young]));
  const folder = join(dataDir, "bearers");
  await writeFile(join(folder, "current.json"), "{");
  await writeFile(join(folder, "current.json.1.tmp"), "{");
  const own = await start();
  expect(own.version).toBeUndefined();
  expect(await send(own, testBearers([old]))).toMatchObject({ outcome: "applied" });
  expect(await readdir(folder)).toEqual(["current.json"]);
});
