import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectionRule, Ejection } from "../ejection.ts";
import { SlownessTracker } from "../slowness-tracker.ts";
import { Picker } from "./picker.ts";
import { Verdict } from "./verdict.ts";
import type { RoutableNode, UpstreamEvidence } from "./view.ts";

/** Evidence of connections and of slowness alone. */
class ConnectionEvidence implements UpstreamEvidence {
  readonly isUnproven = false;
  readonly slowness = new SlownessTracker();
  readonly verdict = new Verdict(this.slowness);
  readonly connections = new Ejection(connectionRule);

  hard(nowMs: number) {
    return this.connections.at(nowMs);
  }
  soft() {
    return null;
  }
  mayHold() {
    return true;
  }
  hasAnsweredRecently() {
    return true;
  }
}

type Upstream = RoutableNode & { evidence: ConnectionEvidence };

/** A picker on a clock of its own, with two nodes at home and a standby region. */
class Scene {
  nowMs = 0;
  readonly changed: string[] = [];
  private readonly nodes = ["a", "b", "away"].map((id): Upstream => {
    const regionId = id === "away" ? "eu" : "cn";
    return { id, regionId, state: "active", weight: 50, evidence: new ConnectionEvidence() };
  });
  readonly picker = new Picker<Upstream>({
    now: () => this.nowMs,
    counts: { picked: () => undefined, expected: () => undefined },
    onRotationChange: ({ id }) => this.changed.push(id),
  });

  constructor() {
    const nodesOf = (id: string) => this.nodes.filter(({ regionId }) => regionId === id);
    this.picker.setRegions([
      { id: "cn", state: "active", weight: 100, nodes: nodesOf("cn") },
      { id: "eu", state: "standby", weight: 0, nodes: nodesOf("eu") },
    ]);
  }

  breakConnection(id: string, isRestart = false): void {
    this.evidenceOf(id).connections.failed("reset", this.nowMs, this.nowMs, isRestart);
    this.picker.invalidate();
  }

  /** A run that was answered; runs are told apart by their time. */
  answer(id: string, runMs: number): void {
    const { slowness } = this.evidenceOf(id);
    const request = { sentAtMs: this.nowMs, bytes: 100 };
    slowness.sent(request);
    this.nowMs += runMs + 1;
    const run = { version: "v1", batchTokens: 24, runMs: runMs + this.nowMs * 1e-9 };
    slowness.answered(request, { nowMs: this.nowMs, upstreamMs: runMs + 1, nodeMs: runMs, run });
  }

  picks(times: number): string[] {
    return Array.from({ length: times }, () => this.picker.pick()?.id ?? "none");
  }

  /** All that anybody may look at. */
  read(): void {
    this.picker.view();
    for (const { evidence } of this.nodes) {
      evidence.hard(this.nowMs);
      evidence.slowness.wantsProbe(this.nowMs);
      for (const read of ["slowness", "slow", "slowStart"] as const) evidence.verdict[read](this.nowMs);
    }
  }

  evidenceOf(id: string): ConnectionEvidence {
    const node = this.nodes.find((one) => one.id === id);
    if (!node) throw new Error(`no node ${id}`);
    return node.evidence;
  }
}

describe("judging", () => {
  it("is done by a pick when evidence came in, or the view is too old", () => {
    const scene = new Scene();
    scene.breakConnection("a");
    expect(new Set(scene.picks(10))).toEqual(new Set(["b", "away"]));
    scene.nowMs += 1000;
    expect(scene.picks(10)).toContain("a");
    expect(scene.changed).toEqual(["a", "a"]);
  });

  it("is never done by reading", () => {
    const scene = new Scene();
    scene.breakConnection("a");
    const before = scene.picker.view();
    expect(before.regions[0]?.targets.map(({ weight }) => weight)).toEqual([50, 50]);
    scene.picker.judge(scene.nowMs);
    expect(scene.picker.view().regions[0]?.targets.map(({ weight }) => weight)).toEqual([0, 50]);
    scene.nowMs += 60_000;
    expect(scene.evidenceOf("a").verdict.outOfRotation).toMatchObject({ rule: "connection-failed" });
    expect(scene.picker.view().regions[0]?.targets.map(({ weight }) => weight)).toEqual([0, 50]);
  });

  it("begins a slow start in the same view in which a restarted node returns", () => {
    const scene = new Scene();
    scene.breakConnection("a", true);
    scene.picker.judge(scene.nowMs);
    scene.nowMs += 1000;
    scene.picker.judge(scene.nowMs);
    expect(scene.picker.view().regions[0]?.targets.map(({ weight }) => weight)).toEqual([5, 50]);
  });
});

it("picks the same, however often anybody looks in between", () => {
  const id = fc.constantFrom("a", "b", "away");
  const step = fc.oneof(
    fc.record({ kind: fc.constant("break" as const), id, isRestart: fc.boolean() }),
    fc.record({ kind: fc.constant("answer" as const), id, runMs: fc.constantFrom(7, 140, 400) }),
    fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1, 50, 500, 20_000) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const [quiet, watched] = [new Scene(), new Scene()];
      for (const scene of [quiet, watched])
        for (let i = 0; i < 120; i++) for (const node of ["a", "b"]) scene.answer(node, 7);
      for (const one of steps) {
        for (const scene of [quiet, watched]) {
          if (one.kind === "break") scene.breakConnection(one.id, one.isRestart);
          else if (one.kind === "answer") scene.answer(one.id, one.runMs);
          else scene.nowMs += one.ms;
          if (scene === watched) scene.read();
        }
        expect(watched.picks(3)).toEqual(quiet.picks(3));
      }
    }),
    { numRuns: 50 },
  );
});
