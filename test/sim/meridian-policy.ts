import {
  Ejection,
  ejectLate,
  latencyRule,
  SlownessTracker,
  type AnswerTiming,
  type SentRequest,
  Picker,
  type RoutableNode,
  type RoutableRegion,
  type UpstreamEvidence,
  Verdict,
} from "@meridian/contracts/routing";
import type { Policy, PolicySpec } from "./policy.ts";
import type { NodeSpec } from "./sim-node.ts";

/** What simulated answers can tell of a node: connections never break and no answer is an error. */
class SimEvidence implements UpstreamEvidence {
  readonly slowness = new SlownessTracker();
  readonly verdict = new Verdict(this.slowness);
  readonly isUnproven = false;
  private readonly latency = new Ejection(latencyRule);

  constructor(private readonly now: () => number) {}

  recordLateAnswers(): void {
    if (this.latency.failed("late", this.now(), this.now())) this.slowness.forgetLatest();
  }
  hard() {
    return null;
  }
  soft(nowMs: number) {
    return this.latency.at(nowMs);
  }
  mayHold(): boolean {
    return true;
  }
  hasAnsweredRecently(): boolean {
    return true;
  }
}

type SimUpstream = RoutableNode & { index: number; evidence: SimEvidence };

/** The gateway's own picker on simulated time. */
export class MeridianPolicy implements Policy {
  private readonly nodes: SimUpstream[];
  private readonly regions: readonly RoutableRegion<SimUpstream>[];
  private readonly picker: Picker<SimUpstream>;
  private nowMs = 0;

  constructor({ nodes, regions }: PolicySpec) {
    const now = () => this.nowMs;
    this.nodes = nodes.map((node, index) => upstreamOf(node, index, new SimEvidence(now)));
    this.regions = regions.map((region) => ({
      ...region,
      nodes: this.nodes.filter(({ regionId }) => regionId === region.id),
    }));
    this.picker = new Picker({ now, counts: uncounted, onRotationChange: () => undefined });
    this.picker.setRegions(this.regions);
  }

  pick(nowMs: number): number {
    this.nowMs = nowMs;
    return this.picker.pick()?.index ?? -1;
  }

  sent(node: number, request: SentRequest): void {
    this.nodes[node]?.evidence.slowness.sent(request);
  }

  answered(node: number, request: SentRequest, answer: AnswerTiming): void {
    this.nodes[node]?.evidence.slowness.answered(request, answer);
  }

  nodesToProbe(nowMs: number): number[] {
    this.nowMs = nowMs;
    ejectLate(this.regions);
    const slow = this.nodes.filter(({ evidence }) => evidence.slowness.wantsProbe(nowMs));
    this.picker.judge(nowMs);
    return slow.map(({ index }) => index);
  }
}

const uncounted = { picked: () => undefined, expected: () => undefined };

function upstreamOf({ region, weight }: NodeSpec, index: number, evidence: SimEvidence): SimUpstream {
  return { id: `${index}`, index, regionId: region, state: "active", weight, evidence };
}
