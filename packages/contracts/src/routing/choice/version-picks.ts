import { type PreparedTargets, SmoothWrr } from "../smooth-wrr.ts";
import { reserves, standbys, weighted } from "./choices.ts";
import type { PickCounts, RoutableNode, Target, TrafficView } from "./view.ts";

/** Callers name versions, also such as nobody holds: no more of them are remembered at a time. */
const versionsMax = 32;

/** Who holds one version, by the current view. */
type Holders<N extends RoutableNode> = {
  /** All targets do. */
  isEverybody: boolean;
  prepared: PreparedTargets<Target<N>>;
  /** Targets without it. */
  others: readonly Target<N>[];
  /** Picks that are not in the counts yet. */
  picks: number;
};

/** Picks for requests that name a version. Who holds it is worked out once for each view: asked at every request, a thousand nodes take 0.3 ms. */
export class VersionPicks<N extends RoutableNode> {
  private readonly wrr = new SmoothWrr();
  private readonly holders = new Map<string, Holders<N>>();
  private targets: readonly Target<N>[] | null = null;
  /** Picks that asked for a version which the node does not hold. */
  readonly passedBy = new Map<string, number>();

  constructor(private readonly counts: PickCounts) {}

  /** "everybody": it is a pick like any other. Null: no node holds it. */
  pick(
    view: TrafficView<N>,
    version: string,
    { allowFailover }: { allowFailover: boolean },
  ): N | "everybody" | null {
    const holders = this.holdersOf(view, version, allowFailover);
    if (holders.isEverybody) return "everybody";
    const target = this.wrr.pickFrom(holders.prepared);
    if (!target) return null;
    holders.picks++;
    this.counts.picked(target.id);
    return target.node;
  }

  /** Brings the counts up to the last pick. */
  settle(): void {
    for (const holders of this.holders.values()) {
      const { prepared, others, picks } = holders;
      if (picks === 0) continue;
      holders.picks = 0;
      for (const { id, weight } of prepared.targets) this.counts.expected(id, weight / prepared.total, picks);
      for (const { id } of others) this.passedBy.set(id, (this.passedBy.get(id) ?? 0) + picks);
    }
  }

  /** The view, or what is known of versions, changed. */
  forget(): void {
    this.settle();
    this.holders.clear();
    this.targets = null;
  }

  private holdersOf(view: TrafficView<N>, version: string, allowFailover: boolean): Holders<N> {
    const key = `${allowFailover ? "+" : "-"}${version}`;
    const known = this.holders.get(key);
    if (known) return known;
    if (this.holders.size >= versionsMax) this.forget();
    const found = this.find(view, version, allowFailover);
    this.holders.set(key, found);
    return found;
  }

  private find({ regions }: TrafficView<N>, version: string, allowFailover: boolean): Holders<N> {
    const holds = ({ node }: Target<N>) => node.evidence.mayHold(version);
    const targets = (this.targets ??= regions.flatMap(weighted));
    const own = targets.filter(holds);
    const isEverybody = own.length > 0 && own.length === targets.length;
    const failover = () => [standbys(regions), reserves(regions)].map((choice) => choice.filter(holds));
    const away = own.length === 0 && allowFailover ? failover() : [];
    const holders = [own, ...away].find(({ length }) => length > 0) ?? [];
    const others = own.length > 0 ? targets.filter((target) => !holds(target)) : targets;
    // Left out, a node without this version would lose its lag, which requests for other versions go by: it gets weight 0.
    const idle = others.map((other) => ({ ...other, weight: 0 }));
    const prepared = isEverybody ? nobody<N>() : this.wrr.prepare([...holders, ...idle]);
    return { isEverybody, prepared, others: holders.length > 0 ? others : [], picks: 0 };
  }
}

/** When all hold it, a round robin of its own would not keep the shares of all requests together. */
function nobody<N extends RoutableNode>(): PreparedTargets<Target<N>> {
  return { targets: [], weights: new Float64Array(), lags: [], total: 0, generation: 0 };
}
