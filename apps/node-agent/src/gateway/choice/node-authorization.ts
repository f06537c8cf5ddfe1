/**
 * What a gateway shows to one node: the newest bearer, and those before it while the node may still go by one of them. A node that
 * refuses one is shown the next, so that a bearer is replaced without a lost request, whichever of the two hears of it first.
 */
export class NodeAuthorization {
  private readonly headers: readonly string[];
  private at = 0;

  constructor(bearers: readonly string[]) {
    this.headers = bearers.map((bearer) => `Bearer ${bearer}`);
  }

  /** Undefined: there is none, and the node would refuse every request. */
  get header(): string | undefined {
    return this.headers[this.at];
  }

  /** The node refused `shown`. False: there is nothing else to show. */
  refuse(shown: string | undefined): boolean {
    // Of requests that were under way together the first turns, the others follow.
    if (shown === this.header) this.at = (this.at + 1) % Math.max(1, this.headers.length);
    return this.header !== shown;
  }
}
