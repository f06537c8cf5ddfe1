import { TelemetryFrame, type GatewaySnapshot } from "@meridian/contracts/wire";
import { expect, it } from "vitest";
import { GatewayWork, NodeWork } from "./work.ts";

const node = (id: string, weight: number, state: "active" | "standby" = "active") => {
  return { id, name: id, url: "http://127.0.0.1:1", bearer: "a-bearer-of-16-characters", state, weight };
};
const snapshot = {
  role: "gateway",
  regions: [
    {
      id: "eu",
      name: "eu",
      state: "active",
      weight: 75,
      nodes: [node("a", 50), node("b", 100), node("c", 9, "standby")],
    },
    { id: "us", name: "us", state: "active", weight: 25, nodes: [node("d", 1)] },
    { id: "ap", name: "ap", state: "standby", weight: 100, nodes: [node("e", 100)] },
  ],
} as unknown as GatewaySnapshot;
const header = { bootId: "b", seq: 0, uptimeMs: 0 };

it("a simulated gateway sends as its table says, and its frames are the protocol's", () => {
  const work = new GatewayWork(120);
  expect(work.second().targets).toEqual([]);
  work.obey(snapshot);
  for (let second = 0; second < 9; second++) work.second();
  const frame = TelemetryFrame.parse({ ...header, ...work.second() });
  expect(frame.targets).toEqual([
    ["a", 300, 300, 0],
    ["b", 600, 600, 0],
    ["d", 300, 300, 0],
  ]);
  expect(frame.counters).toMatchObject({ requests: 1320, ok: 1320 });
  work.obey(snapshot);
  expect(work.second()).toMatchObject({
    table: 2,
    targets: [
      ["a", 30, 30, 0],
      ["b", 60, 60, 0],
      ["d", 30, 30, 0],
    ],
  });
});

it("a simulated node's counters only rise", () => {
  const work = new NodeWork(12);
  const [first, second] = [work.second(), work.second()].map((parts) =>
    TelemetryFrame.parse({ ...header, ...parts }),
  );
  expect(first?.counters.requests).toBe(12);
  expect(second?.counters).toMatchObject({ requests: 24, ok: 24, tokensReal: 24 * 24 });
});
