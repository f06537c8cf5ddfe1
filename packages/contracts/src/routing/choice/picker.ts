import { SmoothWrr } from "../smooth-wrr.ts";
import {
  judgeTraffic,
  type RegionTraffic,
  type RoutableNode,
  type RoutableRegion,
  type Target,
  type TrafficView,
} from "./view.ts";

/** Told of every pick, and of what each node was expected to get of it. */
export interface PickCounts {
  picked(nodeId: string): void;
  /** `picks` were made while the node's share was `share`. */
  expected(nodeId: string, share: number, picks: number): void;
}

export type PickerOptions<N extends RoutableNode> = {
  /** Monotonic, ms. */
  now: () => number;
  counts: PickCounts;
  onRotationChange: (node: N) => void;
};

/** Picks a node for each request: region by its share, node by its weight, both by smooth weighted round robin. */
export class Picker<N extends RoutableNode> {
  private regions: readonly RoutableRegion<N>[] = [];
  private current: TrafficView<N> = { regions: [], shares: [], validUntilMs: Number.NEGATIVE_INFINITY };
  private picksOfView = 0;
  private readonly regionWrr = new SmoothWrr();
  private readonly nodeWrrs = new Map<string, SmoothWrr>();
  /** Separate, because second attempts must not disturb the operator's shares. */
  private readonly retryWrr = new SmoothWrr();
  private readonly versionWrr = new SmoothWrr();
  private picks = 0;
  /** Of these picks, how many asked for a version that the node does not hold. */
  private readonly passedBy = new Map<string, number>();

  constructor(private readonly options: PickerOptions<N>) {}

  setRegions(regions: readonly RoutableRegion<N>[]): void {
    this.settleCounts();
    this.regions = regions;
    const known = new Set(regions.map(({ id }) => id));
    for (const id of this.nodeWrrs.keys()) if (!known.has(id)) this.nodeWrrs.delete(id);
    this.judge(this.options.now());
  }

  /** Evidence changed: the next pick judges it. */
  invalidate(): void {
    this.current = { ...this.current, validUntilMs: Number.NEGATIVE_INFINITY };
  }

  /** Judges the evidence as of `nowMs`; later picks and reads use the result. */
  judge(nowMs: number): void {
    this.settleCounts();
    const { view, changed } = judgeTraffic(this.regions, nowMs);
    this.current = view;
    for (const node of changed) this.options.onRotationChange(node);
  }

  /** Shares as of the latest judgement. */
  view(): TrafficView<N> {
    return this.current;
  }

  /** The node for a new request that names no version; null when no node can be asked. */
  pick(): N | null {
    const { regions, shares } = this.judgedView();
    const regionId = this.regionWrr.pick(shares);
    const region = regions.find(({ id }) => id === regionId);
    if (!region) return null;
    const nodeId = this.nodeWrrOf(region.id).pick(region.targets);
    const node = region.targets.find(({ id }) => id === nodeId)?.node ?? null;
    if (!node) return null;
    this.picksOfView++;
    this.picks++;
    this.options.counts.picked(node.id);
    return node;
  }

  /**
   * The node for a new request that asks for `version`: by the shares of those that hold it, else, where `allowFailover` allows it, one
   * that would take failover. Null when none of them holds it.
   */
  pickHolder(version: string, { allowFailover }: { allowFailover: boolean }): N | null {
    const holds = ({ node }: Target<N>) => node.evidence.mayHold(version);
    const { regions } = this.judgedView();
    const targets = regions.flatMap(weighted);
    // When all hold it, pick as for any request: a round robin of its own would not keep the shares of all requests together.
    if (targets.length > 0 && targets.every(holds)) return this.pick();
    const failover = allowFailover ? [standbys(regions), regions.filter(isUsable).flatMap(reserves)] : [];
    const holders = [targets, ...failover].map((choice) => choice.filter(holds)).find(isFilled) ?? [];
    const others = targets.filter((target) => !holds(target));
    // Left out, a node without this version would lose its lag, which requests for other versions go by: it gets weight 0.
    const id = this.versionWrr.pick([...holders, ...others.map((other) => ({ ...other, weight: 0 }))]);
    if (id === null) return null;
    this.picks++;
    for (const other of others) this.passedBy.set(other.id, (this.passedBy.get(other.id) ?? 0) + 1);
    const { counts } = this.options;
    const total = holders.reduce((sum, { weight }) => sum + weight, 0);
    for (const holder of holders) counts.expected(holder.id, holder.weight / total, 1);
    counts.picked(id);
    return holders.find((holder) => holder.id === id)?.node ?? null;
  }

  /** By node that lacks some versions asked for: the share of the picks since the last call that could go to it. */
  takeVersionParts(): ReadonlyMap<string, number> {
    const { picks } = this;
    const parts = new Map([...this.passedBy].map(([id, passed]) => [id, 1 - passed / picks]));
    this.picks = 0;
    this.passedBy.clear();
    return parts;
  }

  /**
   * Another node for a request that failed on `tried`: from another region when the last one's is silent or failed
   * twice, from the same region before its standby nodes, and never from a node that `isAllowed` rules out. The regions
   * may be newer than those that `tried` are from.
   */
  pickAnother(tried: readonly N[], isAllowed: (node: N) => boolean): N | null {
    const failed = tried.at(-1);
    if (!failed) return null;
    const { regions } = this.judgedView();
    const triedIds = new Set(tried.map(({ id }) => id));
    const own = regions.filter(({ id }) => id === failed.regionId);
    const others = regions.filter(({ id }) => id !== failed.regionId);
    const atHome = [own.flatMap(weighted), own.filter(isUsable).flatMap(reserves)];
    const away = [others.flatMap(weighted), standbys(others), others.filter(isUsable).flatMap(reserves)];
    const choices = this.shouldLeave(tried, own) ? [...away, ...atHome] : [...atHome, ...away];
    for (const choice of choices) {
      const targets = choice.filter(({ id, node }) => !triedIds.has(id) && isAllowed(node));
      const id = this.retryWrr.pick(targets);
      if (id !== null) return targets.find((target) => target.id === id)?.node ?? null;
    }
    return null;
  }

  /** Brings the expected shares up to the last pick. */
  settleCounts(): void {
    if (this.picksOfView === 0) return;
    for (const region of this.current.regions) {
      for (const { id, weight } of weighted(region))
        this.options.counts.expected(id, weight, this.picksOfView);
    }
    this.picksOfView = 0;
  }

  private judgedView(): TrafficView<N> {
    const now = this.options.now();
    if (now >= this.current.validUntilMs) this.judge(now);
    return this.current;
  }

  private shouldLeave(tried: readonly N[], own: readonly RegionTraffic<N>[]): boolean {
    const regionId = tried.at(-1)?.regionId;
    if (tried.filter((node) => node.regionId === regionId).length > 1) return true;
    const now = this.options.now();
    return !own.some(({ targets }) => targets.some(({ node }) => node.evidence.hasAnsweredRecently(now)));
  }

  private nodeWrrOf(regionId: string): SmoothWrr {
    let wrr = this.nodeWrrs.get(regionId);
    if (!wrr) {
      wrr = new SmoothWrr();
      this.nodeWrrs.set(regionId, wrr);
    }
    return wrr;
  }
}

/** A region's targets, weighted by their share of all requests. */
function weighted<N extends RoutableNode>({ share, targets, totalWeight }: RegionTraffic<N>): Target<N>[] {
  if (!(share > 0 && totalWeight > 0)) return [];
  return targets
    .filter(({ weight }) => weight > 0)
    .map((target) => ({ ...target, weight: (share * target.weight) / totalWeight }));
}

/** Targets of standby regions that get no traffic of their own now. */
function standbys<N extends RoutableNode>(regions: readonly RegionTraffic<N>[]): Target<N>[] {
  const idle = regions.filter((region) => isStandby(region) && !(region.share > 0));
  return idle.flatMap(({ targets }) => targets.filter(({ weight }) => weight > 0));
}

function reserves<N extends RoutableNode>({ reserves: nodes }: RegionTraffic<N>): Target<N>[] {
  return nodes.map((node) => ({ id: node.id, node, weight: 1, factor: 1 }));
}

function isStandby({ state }: { state: RoutableNode["state"] }): boolean {
  return state === "standby";
}

function isFilled(targets: readonly unknown[]): boolean {
  return targets.length > 0;
}

function isUsable<N extends RoutableNode>(region: RegionTraffic<N>): boolean {
  return region.share > 0 || isStandby(region);
}
