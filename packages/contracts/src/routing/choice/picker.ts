import { type PreparedTargets, SmoothWrr } from "../smooth-wrr.ts";
import { weighted } from "./choices.ts";
import { SecondPicks } from "./second-picks.ts";
import { VersionPicks } from "./version-picks.ts";
import {
  judgeTraffic,
  type PickCounts,
  type RegionTraffic,
  type RoutableNode,
  type RoutableRegion,
  type Target,
  type TrafficView,
} from "./view.ts";

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
  private readonly prepared = new Map<string, PreparedTargets<Target<N>>>();
  private readonly versions: VersionPicks<N>;
  private readonly seconds = new SecondPicks<N>();
  private picks = 0;

  constructor(private readonly options: PickerOptions<N>) {
    this.versions = new VersionPicks(options.counts);
  }

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
    this.versions.forget();
    const { view, changed } = judgeTraffic(this.regions, nowMs);
    this.current = view;
    this.prepared.clear();
    this.seconds.forget();
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
    const node = this.pickOf(region);
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
  pickHolder(version: string, options: { allowFailover: boolean }): N | null {
    const node = this.versions.pick(this.judgedView(), version, options);
    if (node === "everybody") return this.pick();
    if (node) this.picks++;
    return node;
  }

  /** By node that lacks some versions asked for: the share of the picks since the last call that could go to it. */
  takeVersionParts(): ReadonlyMap<string, number> {
    const { picks, versions } = this;
    versions.settle();
    const parts = new Map([...versions.passedBy].map(([id, passed]) => [id, 1 - passed / picks]));
    this.picks = 0;
    versions.passedBy.clear();
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
    const view = this.judgedView();
    const triedIds = new Set(tried.map(({ id }) => id));
    const own = view.regions.filter(({ id }) => id === failed.regionId);
    const shouldLeave = this.shouldLeave(tried, own);
    return this.seconds.pick(
      view,
      failed.regionId,
      shouldLeave,
      (node) => !triedIds.has(node.id) && isAllowed(node),
    );
  }

  /** Brings the expected shares up to the last pick. */
  settleCounts(): void {
    this.versions.settle();
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

  private pickOf({ id, targets }: RegionTraffic<N>): N | null {
    const wrr = this.nodeWrrOf(id);
    const prepared = this.prepared.get(id) ?? wrr.prepare(targets);
    this.prepared.set(id, prepared);
    return wrr.pickFrom(prepared)?.node ?? null;
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
