import type { TargetCounts as Row } from "@meridian/contracts/wire";

type Counts = { picks: number; expected: number; failures: number; isChanged: boolean };

/**
 * Per node since the routing table came into effect: picks, the sum of its expected shares at each pick, and failures.
 * Picks differ from expected by the picker's error; expected differs from the operator's weights by health.
 */
export class TargetCounts {
  private readonly byNode = new Map<string, Counts>();
  /** How many tables were counted for. Counts of different tables must not be added up. */
  table = 0;

  /** A new table came into effect: nothing was counted for it yet. */
  startTable(): void {
    this.byNode.clear();
    this.table++;
  }

  picked(nodeId: string): void {
    const counts = this.countsOf(nodeId);
    counts.picks++;
    counts.isChanged = true;
  }

  /** `picks` were made while the node's share was `share`. */
  expected(nodeId: string, share: number, picks: number): void {
    const counts = this.countsOf(nodeId);
    counts.expected += share * picks;
    counts.isChanged = true;
  }

  failed(nodeId: string): void {
    const counts = this.countsOf(nodeId);
    counts.failures++;
    counts.isChanged = true;
  }

  /** Rows changed since the call before. */
  takeChanged(): Row[] {
    const rows: Row[] = [];
    for (const [nodeId, counts] of this.byNode) {
      if (!counts.isChanged) continue;
      counts.isChanged = false;
      rows.push([nodeId, counts.picks, Number(counts.expected.toFixed(3)), counts.failures]);
    }
    return rows;
  }

  private countsOf(nodeId: string): Counts {
    let counts = this.byNode.get(nodeId);
    if (!counts) {
      counts = { picks: 0, expected: 0, failures: 0, isChanged: false };
      this.byNode.set(nodeId, counts);
    }
    return counts;
  }
}
