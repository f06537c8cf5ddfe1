import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rotationOf, rotationWeight, type NodeStatus } from "./rotation.ts";

type Named = NodeStatus & { id: string };

function status(id: string, given: Partial<NodeStatus> = {}): Named {
  return {
    id,
    state: "active",
    weight: 100,
    isHardOut: false,
    isUnproven: false,
    softSinceMs: null,
    slowness: 1,
    ...given,
  };
}

const idsOf = (nodes: Named[]) => nodes.map(({ id }) => id);

describe("rotationOf", () => {
  it("serves from active nodes, and counts only those", () => {
    const rotation = rotationOf([
      status("a"),
      status("b", { isHardOut: true }),
      status("s", { state: "standby" }),
      status("d", { state: "drain", weight: 1000 }),
      status("c", { state: "cordon", weight: 1000 }),
    ]);
    expect(idsOf(rotation.serving)).toEqual(["a"]);
    expect(rotation).toMatchObject({ healthyShare: 0.5, hardHealthyShare: 0.5 });
    expect(idsOf(rotation.reserves)).toEqual(["s"]);
  });

  it("counts a node that nobody found ready yet neither as lost nor as there", () => {
    const rotation = rotationOf([
      status("a"),
      status("new", { isUnproven: true, isHardOut: true }),
      status("s", { state: "standby", isUnproven: true }),
    ]);
    expect(idsOf(rotation.serving)).toEqual(["a"]);
    expect(rotation).toMatchObject({ healthyShare: 1, hardHealthyShare: 1, reserves: [] });
    expect(rotationOf([status("new", { isUnproven: true })]).healthyShare).toBe(0);
  });

  it("turns to standby nodes once no active node is left", () => {
    const rotation = rotationOf([
      status("a", { isHardOut: true }),
      status("s", { state: "standby", weight: 0 }),
      status("t", { state: "standby", weight: 0 }),
    ]);
    expect(idsOf(rotation.serving)).toEqual(["s", "t"]);
    expect(rotation.healthyShare).toBe(1);
  });

  it("gives an active node at weight 0 nothing", () => {
    expect(rotationOf([status("a", { weight: 0 })]).serving).toEqual([]);
  });

  it("lets soft evidence remove half of the capacity, the earliest suspect first", () => {
    const rotation = rotationOf([
      status("a", { softSinceMs: 20 }),
      status("b", { softSinceMs: 10 }),
      status("c", { softSinceMs: 30 }),
      status("d"),
    ]);
    expect(idsOf(rotation.ejected)).toEqual(["b", "a"]);
    expect(idsOf(rotation.serving)).toEqual(["c", "d"]);
    expect(rotation).toMatchObject({ healthyShare: 0.5, hardHealthyShare: 1 });
    expect(idsOf(rotation.servingInPanic)).toEqual(["a", "b", "c", "d"]);
  });

  it("never lets soft evidence remove the last node", () => {
    const rotation = rotationOf([
      status("a", { isHardOut: true, weight: 300 }),
      status("b", { softSinceMs: 1 }),
    ]);
    expect(idsOf(rotation.serving)).toEqual(["b"]);
  });

  it("keeps its rules for any region", () => {
    const node = fc.record({
      state: fc.constantFrom("active", "standby", "drain", "cordon"),
      weight: fc.integer({ min: 0, max: 1000 }),
      isHardOut: fc.boolean(),
      isUnproven: fc.boolean(),
      softSinceMs: fc.option(fc.integer({ min: 0, max: 100 })),
    });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 12 }), (given) => {
        const nodes = given.map((one, index) => status(`n${index}`, one as NodeStatus));
        const { serving, ejected, healthyShare, hardHealthyShare, reserves } = rotationOf(nodes);
        const canServe = nodes.filter(
          (n) =>
            !n.isHardOut &&
            !n.isUnproven &&
            (n.state === "standby" || (n.state === "active" && n.weight > 0)),
        );
        expect(serving.length > 0).toBe(canServe.length > 0);
        expect(healthyShare).toBeLessThanOrEqual(hardHealthyShare);
        expect(healthyShare > 0).toBe(serving.length > 0);
        for (const n of serving) expect(rotationWeight(n)).toBeGreaterThan(0);
        expect(new Set([...serving, ...reserves])).toEqual(new Set(canServe));
        for (const n of ejected) expect(n.softSinceMs).not.toBeNull();
        if (serving.length > 0) expect(hardHealthyShare - healthyShare).toBeLessThanOrEqual(0.5 + 1e-9);
      }),
    );
  });
});
