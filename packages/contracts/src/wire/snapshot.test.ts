import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparePositions, type Position, Snapshot } from "./snapshot.ts";

const position = fc.record({
  epoch: fc.integer({ min: 1, max: 4 }),
  revision: fc.bigInt({ min: 0n, max: 2n ** 62n }).map(String),
});

describe("comparePositions", () => {
  it("orders by epoch before revision", () => {
    expect(comparePositions({ epoch: 2, revision: "1" }, { epoch: 1, revision: "99" })).toBeGreaterThan(0);
  });

  it("compares revisions as numbers beyond what a double holds", () => {
    const older: Position = { epoch: 1, revision: "9007199254740993" };
    expect(comparePositions(older, { epoch: 1, revision: "9007199254740994" })).toBeLessThan(0);
  });

  it("is a total order", () => {
    fc.assert(
      fc.property(position, position, position, (a, b, c) => {
        expect(Math.sign(comparePositions(a, b))).toBe(-Math.sign(comparePositions(b, a)) + 0);
        const [first, second, third] = [a, b, c].sort(comparePositions) as [Position, Position, Position];
        expect(comparePositions(first, second)).toBeLessThanOrEqual(0);
        expect(comparePositions(first, third)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

const gateway = {
  schemaVersion: 1,
  epoch: 1,
  revision: "7",
  agentId: "ag_000000000000",
  agentName: "gw",
  region: { id: "rg_000000000000", name: "eu-central" },
  role: "gateway",
  regions: [],
  versions: [],
  gateways: [],
  limits: { deadlineMsDefault: 2000, connectTimeoutMs: 500, probeIntervalMs: 1000, connectionsPerNode: 16 },
};

describe("Snapshot", () => {
  it("ignores fields it does not know, so that a newer console can be obeyed", () => {
    expect(Snapshot.parse({ ...gateway, later: true })).toEqual(gateway);
  });

  it("takes one from before gateways were named", () => {
    const { gateways, ...older } = gateway;
    expect(Snapshot.parse(older)).toEqual({ ...older, gateways });
  });

  it("names the field at fault", () => {
    const node = {
      id: "n",
      name: "n",
      url: "http://h:1",
      bearer: "x".repeat(16),
      state: "active",
      weight: 1001,
    };
    const region = { id: "r", name: "r", state: "active", weight: 1, nodes: [node] };
    const result = Snapshot.safeParse({ ...gateway, regions: [region] });
    expect(result.error?.issues[0]?.path.join(".")).toBe("regions.0.nodes.0.weight");
  });
});
