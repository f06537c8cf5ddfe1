import { type PreparedTargets, SmoothWrr } from "../smooth-wrr.ts";
import { reserves, standbys, weighted } from "./choices.ts";
import type { RoutableNode, Target, TrafficView } from "./view.ts";

/** In the order in which they are tried. */
type Choices<N extends RoutableNode> = {
  atHome: readonly PreparedTargets<Target<N>>[];
  away: readonly PreparedTargets<Target<N>>[];
};

/** Picks for second attempts, by a round robin of its own: they must not disturb the operator's shares. */
export class SecondPicks<N extends RoutableNode> {
  private readonly wrr = new SmoothWrr();
  /** By the region of the node that failed, for the current view. */
  private readonly byRegion = new Map<string, Choices<N>>();

  /** A node that `isAllowed` leaves: of its region before its standby nodes, and of others first where `shouldLeave`. */
  pick(
    view: TrafficView<N>,
    regionId: string,
    shouldLeave: boolean,
    isAllowed: (node: N) => boolean,
  ): N | null {
    const { atHome, away } = this.choicesOf(view, regionId);
    for (const choice of shouldLeave ? [...away, ...atHome] : [...atHome, ...away]) {
      const target = this.wrr.pickFrom(choice, ({ node }) => isAllowed(node));
      if (target) return target.node;
    }
    return null;
  }

  /** The view changed. */
  forget(): void {
    this.byRegion.clear();
  }

  private choicesOf({ regions }: TrafficView<N>, regionId: string): Choices<N> {
    const known = this.byRegion.get(regionId);
    if (known) return known;
    const own = regions.filter(({ id }) => id === regionId);
    const others = regions.filter(({ id }) => id !== regionId);
    const lists = {
      atHome: [own.flatMap(weighted), reserves(own)],
      away: [others.flatMap(weighted), standbys(others), reserves(others)],
    };
    // Together, so that preparing one does not forget the lags of another.
    const all = [...lists.atHome, ...lists.away].flat();
    const prepare = (choice: Target<N>[]) => this.wrr.prepare(choice, all);
    const choices = { atHome: lists.atHome.map(prepare), away: lists.away.map(prepare) };
    this.byRegion.set(regionId, choices);
    return choices;
  }
}
