import { expect, it } from "vitest";
import { Ejection, connectionRule } from "../ejection.ts";
import { SlownessTracker } from "../slowness-tracker.ts";
import { Picker } from "./picker.ts";
import { Verdict } from "./verdict.ts";
import type { RoutableNode, UpstreamEvidence } from "./view.ts";

/** Evidence of versions alone, which counts how often it is asked. */
class VersionEvidence implements UpstreamEvidence {
  readonly isUnproven = false;
  readonly verdict = new Verdict(new SlownessTracker());
  private readonly connections = new Ejection(connectionRule);
  asked = 0;

  constructor(readonly versions: Set<string>) {}

  hard(nowMs: number) {
    return this.connections.at(nowMs);
  }
  soft() {
    return null;
  }
  mayHold(version: string) {
    this.asked++;
    return this.versions.has(version);
  }
  hasAnsweredRecently() {
    return true;
  }
}
type Upstream = RoutableNode & { evidence: VersionEvidence };

/** A region of nodes that hold these versions, and a standby region. */
function sceneOf(held: string[][], standby: string[][] = []) {
  const expected = new Map<string, number>();
  const picked = new Map<string, number>();
  const add = (to: Map<string, number>, id: string, by: number) => to.set(id, (to.get(id) ?? 0) + by);
  const nodesOf = (region: string, versions: string[][]) =>
    versions.map((own, index): Upstream => {
      const id = `${region}-${index}`;
      return {
        id,
        regionId: region,
        state: "active",
        weight: 50,
        evidence: new VersionEvidence(new Set(own)),
      };
    });
  const nodes = { cn: nodesOf("cn", held), eu: nodesOf("eu", standby) };
  const picker = new Picker<Upstream>({
    now: () => 0,
    counts: {
      picked: (id) => add(picked, id, 1),
      expected: (id, share, picks) => add(expected, id, share * picks),
    },
    onRotationChange: () => undefined,
  });
  picker.setRegions([
    { id: "cn", state: "active", weight: 100, nodes: nodes.cn },
    { id: "eu", state: "standby", weight: 0, nodes: nodes.eu },
  ]);
  const holder = (version: string, allowFailover = true) => picker.pickHolder(version, { allowFailover })?.id;
  return { picker, nodes, picked, expected, holder };
}

it("asks who holds a version once for each view, not at every pick", () => {
  const { holder, nodes } = sceneOf([["v1"], ["v1"], ["v2"]]);
  for (let i = 0; i < 1000; i++) holder(i % 2 === 0 ? "v1" : "v2");
  for (const { evidence } of nodes.cn) expect(evidence.asked).toBeLessThanOrEqual(8);
});

it("learns at once that a node lost a version, and that another got it", () => {
  const { holder, nodes, picker } = sceneOf([["v1"], ["v1"], ["v2"]]);
  const of = () => new Set(Array.from({ length: 10 }, () => holder("v1")));
  expect(of()).toEqual(new Set(["cn-0", "cn-1"]));
  nodes.cn[0]?.evidence.versions.delete("v1");
  nodes.cn[2]?.evidence.versions.add("v1");
  picker.invalidate();
  expect(of()).toEqual(new Set(["cn-1", "cn-2"]));
});

it("counts every pick and what was expected of it, whatever changes in between", () => {
  const { holder, picker, picked, expected } = sceneOf([["v1"], ["v1", "v2"], ["v2"]], [["v3"]]);
  for (let i = 0; i < 900; i++) {
    holder(`v${(i % 3) + 1}`);
    if (i % 50 === 0) picker.invalidate();
  }
  picker.settleCounts();
  const total = (of: Map<string, number>) => [...of.values()].reduce((sum, one) => sum + one, 0);
  expect(total(picked)).toBe(900);
  expect(total(expected)).toBeCloseTo(900, 6);
  for (const [id, picks] of picked) expect(Math.abs(picks - (expected.get(id) ?? 0))).toBeLessThan(2);
});

it("keeps the share that requests for other versions go by, when a standby region alone holds one", () => {
  const { holder, picker } = sceneOf([["v1"], ["v1"], ["v2"]], [["v3"]]);
  expect(holder("v3", false)).toBeUndefined();
  const ids = Array.from({ length: 300 }, (_, i) => holder(i % 2 === 0 ? "v1" : "v3"));
  expect(ids.filter((id) => id === "cn-0")).toHaveLength(75);
  expect(ids.filter((id) => id === "eu-0")).toHaveLength(150);
  expect(picker.takeVersionParts().get("cn-2")).toBe(0);
});

it("does not remember every name that callers make up", () => {
  const { holder, nodes } = sceneOf([["v1"], ["v2"]]);
  for (let i = 0; i < 5000; i++) expect(holder(`made-up-${i}`)).toBeUndefined();
  expect(holder("v1")).toBe("cn-0");
  expect(nodes.cn).toHaveLength(2);
});

it("does not work out second attempts anew for every failed request, and never sends one to a tried node", () => {
  const { picker, nodes } = sceneOf([["v1"], ["v1"], ["v1"]], [["v1"]]);
  const [first] = nodes.cn;
  if (!first) throw new Error("expected nodes");
  const ids = Array.from({ length: 100 }, () => picker.pickAnother([first], () => true)?.id);
  expect(ids.filter((id) => id === "cn-1")).toHaveLength(50);
  expect(ids.filter((id) => id === "cn-2")).toHaveLength(50);
  expect(picker.pickAnother([...nodes.cn], () => true)?.id).toBe("eu-0");
  expect(picker.pickAnother([first], ({ id }) => id === "cn-2")?.id).toBe("cn-2");
});
