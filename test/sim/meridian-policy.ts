import {
  Ejection,
  latencyOutliers,
  latencyRule,
  NodePace,
  type PaceAnswer,
  type PaceRequest,
  planTraffic,
  type RegionPlan,
  type Servant,
  SmoothWrr,
} from "@meridian/contracts/routing";
import type { Policy, PolicySpec } from "./policy.ts";

/** As often as the gateway judges its evidence anew. */
const viewMs = 100;
/** As often as it compares nodes with each other. */
const compareMs = 500;

type SimServant = Servant & { index: number };
type Target = { id: string; weight: number; index: number };

/** Meridian's gateway: the functions of contracts, put together as in node-agent's traffic view and picker. */
export class MeridianPolicy implements Policy {
  private readonly paces: NodePace[];
  private readonly lateness: Ejection[];
  private readonly regionWrr = new SmoothWrr();
  private readonly nodeWrrs = new Map<string, SmoothWrr>();
  private plans: RegionPlan<SimServant>[] = [];
  private targets = new Map<string, Target[]>();
  private shares: { id: string; weight: number }[] = [];
  private viewedAtMs = Number.NEGATIVE_INFINITY;
  private comparedAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly spec: PolicySpec) {
    this.paces = spec.nodes.map(() => new NodePace());
    this.lateness = spec.nodes.map(() => new Ejection(latencyRule));
  }

  /** Plans as of the last look. */
  get lastPlans(): readonly RegionPlan<SimServant>[] {
    return this.plans;
  }

  ratioOf(node: number, nowMs: number): number {
    return this.paces[node]?.at(nowMs).ratio ?? 1;
  }

  pick(nowMs: number): number {
    if (nowMs - this.viewedAtMs >= viewMs) this.look(nowMs);
    const regionId = this.regionWrr.pick(this.shares) ?? "";
    const targets = this.targets.get(regionId) ?? [];
    const id = this.wrrOf(regionId).pick(targets);
    return targets.find((target) => target.id === id)?.index ?? -1;
  }

  sent(node: number, request: PaceRequest): void {
    this.paces[node]?.sent(request);
  }

  answered(node: number, request: PaceRequest, answer: PaceAnswer): void {
    this.paces[node]?.answered(request, answer);
  }

  nodesToProbe(nowMs: number): number[] {
    return [...this.paces.keys()].filter((index) => this.paces[index]?.wantsProbe(nowMs));
  }

  private look(nowMs: number): void {
    this.viewedAtMs = nowMs;
    if (nowMs - this.comparedAtMs >= compareMs) this.compare(nowMs);
    const standings = this.spec.nodes.map((node, index): SimServant & { region: string } => ({
      ...{ index, region: node.region, weight: node.weight, state: "active", slowStart: 1 },
      ...{ isHardOut: false, ratio: this.ratioOf(index, nowMs) },
      softSinceMs: this.lateness[index]?.at(nowMs)?.sinceMs ?? null,
    }));
    const inRegion = (id: string) => standings.filter(({ region }) => region === id);
    this.plans = planTraffic(this.spec.regions.map((region) => ({ ...region, nodes: inRegion(region.id) })));
    this.shares = this.plans.map(({ id, share }) => ({ id, weight: share }));
    for (const { id, weights } of this.plans) {
      const targets = inRegion(id).map(({ index }, i) => ({
        id: `${index}`,
        index,
        weight: weights[i] ?? 0,
      }));
      this.targets.set(id, targets);
    }
  }

  private compare(nowMs: number): void {
    this.comparedAtMs = nowMs;
    for (const { id } of this.spec.regions) {
      const inRegion = [...this.paces.entries()].filter(([index]) => this.spec.nodes[index]?.region === id);
      for (const { node } of latencyOutliers(inRegion.map(([node, pace]) => ({ node, pace })))) {
        if (this.lateness[node]?.failed("late", nowMs, nowMs)) this.paces[node]?.forgetLatest();
      }
    }
  }

  private wrrOf(regionId: string): SmoothWrr {
    const wrr = this.nodeWrrs.get(regionId) ?? new SmoothWrr();
    this.nodeWrrs.set(regionId, wrr);
    return wrr;
  }
}
