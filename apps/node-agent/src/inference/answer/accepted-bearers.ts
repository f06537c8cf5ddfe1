import { createHash } from "node:crypto";
import type { NodeBearers } from "@meridian/contracts/wire";
import type { Clock } from "../../clock.ts";

const scheme = "Bearer ";

/** Which gateways may ask this node: it knows hashes of their bearers alone. */
export class AcceptedBearers {
  private accepted: ReadonlySet<string> = new Set();
  private leaving: ReadonlySet<string> = new Set();
  private leavingUntilMs = Number.NEGATIVE_INFINITY;
  private shared: ReadonlySet<string> = new Set();

  constructor(private readonly clock: Clock) {}

  /** `isStored`: nobody knows how long ago the console gave them, so that what was leaving then is gone. */
  use({ accepted, leaving, leavingMs }: NodeBearers, isStored: boolean): void {
    this.accepted = new Set(accepted);
    this.leaving = new Set(isStored ? [] : leaving);
    // By the monotonic clock, so that they end also while the console is away.
    this.leavingUntilMs = this.clock.now() + leavingMs;
  }

  /** Bearers of a snapshot: from a console that gives this node none of its own. */
  useShared(bearers: readonly string[]): void {
    this.shared = new Set(bearers.map(hashOf));
  }

  /** Hashes are compared: how long that takes tells nothing of a bearer. */
  accepts(header: string | undefined): boolean {
    if (!header?.startsWith(scheme)) return false;
    const hash = hashOf(header.slice(scheme.length));
    if (this.accepted.has(hash) || this.shared.has(hash)) return true;
    return this.leaving.has(hash) && this.clock.now() < this.leavingUntilMs;
  }
}

function hashOf(bearer: string): string {
  return createHash("sha256").update(bearer).digest("hex");
}
