import { judgeTraffic } from "@meridian/contracts/routing";
import { ShareMark, shareMarksMax, type SnapshotNode } from "@meridian/contracts/wire";
import { afterEach, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { evidenceOn, trialAt } from "../testing/evidence.ts";
import { buildRoutingTable } from "../choice/routing-table.ts";
import { shareMarks } from "./share-marks.ts";
import { Upstream } from "../evidence/upstream.ts";

const limits = {
  deadlineMsDefault: 5000,
  connectTimeoutMs: 500,
  probeIntervalMs: 1000,
  connectionsPerNode: 4,
};
const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
const clock = new FakeClock();
const upstreams: Upstream[] = [];
afterEach(async () => {
  await Promise.all(upstreams.splice(0).map((upstream) => upstream.destroy()));
});

/** One region of nodes that nobody probes. */
async function tableOf(...ids: string[]) {
  const nodes = ids.map((id): SnapshotNode => {
    return { id, name: id, url: "http://127.0.0.1:9", bearer: "b".repeat(16), state: "active", weight: 100 };
  });
  const snapshot = {
    ...{ schemaVersion: 1, epoch: 1, revision: "1", agentId: "ag", agentName: "gw", limits },
    ...{ versions: [], gateways: [] },
    ...{ role: "gateway" as const, region: { id: "rg", name: "home" } },
    regions: [{ id: "rg", name: "home", state: "active" as const, weight: 100, nodes }],
  };
  return buildRoutingTable(snapshot, ({ url }) => {
    const evidence = evidenceOn(clock);
    const upstream = new Upstream({ url, connect: {}, limits, evidence, clock, random: Math.random });
    upstreams.push(upstream);
    return upstream;
  });
}

it("says nothing of healthy nodes, nor of one that is out, and how far one that came back has warmed up", async () => {
  const table = await tableOf("a", "b");
  const marks = () => shareMarks(judgeTraffic(table.regions, clock.now()).view, clock.now(), new Map());
  expect(marks()).toEqual([]);
  upstreams[0]?.evidence.failed(trialAt(clock.now()), refused);
  expect(marks()).toEqual([]);
  clock.advance(1100);
  expect(marks()).toEqual([["a", "slow-start", 0.1]]);
  clock.advance(30_000);
  expect(marks()).toEqual([["a", "slow-start", 0.5]]);
  clock.advance(30_000);
  expect(marks()).toEqual([]);
});

it("says no more than a frame has room for, panic and the coldest nodes first", async () => {
  const table = await tableOf(...Array.from({ length: 40 }, (_, index) => `n${index}`));
  const { view } = judgeTraffic(table.regions, clock.now());
  const regions = view.regions.map((region) => ({
    ...{ ...region, isPanic: true },
    targets: region.targets.map((target, index) => ({ ...target, factor: (index + 1) / 50 })),
  }));
  const marks = shareMarks({ ...view, regions }, clock.now(), new Map([["n7", 0.01]]));
  expect(marks.map((mark) => ShareMark.parse(mark))).toHaveLength(shareMarksMax);
  expect(marks.slice(0, 4)).toEqual([
    ["rg", "panic", 1],
    ["n7", "version", 0.01],
    ["n0", "slow", 0.02],
    ["n1", "slow", 0.04],
  ]);
});
