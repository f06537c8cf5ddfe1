/** An agent's place; gateways count picks by the ids of nodes. */
type Placed = { id: string; regionId: string };

/**
 * Numbers for nodes and their regions: what a hundred gateways counted of a thousand nodes is added up in arrays, not by
 * looking up ids. Replaced as a whole when agents come or go, so that ids of nodes that are gone are not kept.
 */
export class NodeNumbers {
  readonly ids: string[] = [];
  readonly regionIds: string[] = [];
  /** The number of each node's region; -1: none of ours. */
  readonly homes: number[] = [];
  private readonly byId = new Map<string, number>();

  constructor(agents: Iterable<Placed>) {
    const regions = new Map<string, number>();
    for (const { id, regionId } of agents) {
      const home = regions.get(regionId) ?? this.regionIds.push(regionId) - 1;
      regions.set(regionId, home);
      this.add(id, home);
    }
  }

  /** A node that is no agent of ours gets a number too: gateways did count it. */
  of(nodeId: string): number {
    return this.byId.get(nodeId) ?? this.add(nodeId, -1);
  }

  private add(id: string, home: number): number {
    const number = this.ids.push(id) - 1;
    this.homes.push(home);
    this.byId.set(id, number);
    return number;
  }
}
