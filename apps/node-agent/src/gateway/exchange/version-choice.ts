import { AppError } from "@meridian/contracts/errors";
import { isInSplit, type Picker } from "@meridian/contracts/routing";
import type { ParseCall } from "./parse-call.ts";
import type { GatewayStats } from "../views/gateway-stats.ts";
import type { Trouble } from "./retry.ts";
import type { RoutedNode, RoutingTable } from "../choice/routing-table.ts";

type Next = { node: RoutedNode; isFallback: boolean };
type Another = { trouble: Trouble; isAllowed: (node: RoutedNode) => boolean };

/**
 * Which version one request asks for, and the nodes that hold it. The version that a client names is never replaced; the one
 * that the version split chose falls back to stable (the node's default) when no node holds it.
 */
export class VersionChoice {
  /** Undefined: the node answers with its own. */
  version: string | undefined;
  private isBySplit = false;

  constructor(
    private readonly call: ParseCall,
    private readonly stats: GatewayStats,
  ) {
    this.version = call.version;
  }

  /** Null when no node can be asked. Throws UNAVAILABLE when none of those that can holds the version that the client named. */
  firstNode({ split, versions }: RoutingTable, picker: Picker<RoutedNode>): RoutedNode | null {
    const { requestId, version } = this.call;
    if (version !== undefined) {
      const holder = picker.pickHolder(version, { allowFailover: true });
      if (holder) return holder;
      if (!versions.has(version)) return picker.pick();
      throw noHolder(version);
    }
    if (!split || !isInSplit(requestId, split)) return picker.pick();
    this.stats.count("splitRequests");
    const holder = picker.pickHolder(split.digest, { allowFailover: false });
    if (holder) {
      this.isBySplit = true;
      this.version = split.digest;
      return holder;
    }
    this.fallBack();
    return picker.pick();
  }

  /** The node answered that it does not hold the version. */
  lacks({ evidence }: RoutedNode): void {
    if (this.version !== undefined) evidence.recordLack(this.version);
  }

  /** The error when no other node holds the version: not a 404, since the fleet has this version. */
  missing(table: RoutingTable | null): AppError | null {
    const { version } = this;
    return version !== undefined && table?.versions.has(version) ? noHolder(version) : null;
  }

  /**
   * Another node that holds the version. Where the split chose it, else a node for stable: the last one again if it only lacked
   * the version.
   */
  nextNode(
    picker: Picker<RoutedNode>,
    tried: readonly RoutedNode[],
    { trouble, isAllowed }: Another,
  ): Next | null {
    const { version } = this;
    const mayHold = ({ evidence }: RoutedNode) => version === undefined || evidence.mayHold(version);
    const holder = picker.pickAnother(tried, (node) => mayHold(node) && isAllowed(node));
    if (holder) return { node: holder, isFallback: false };
    if (!this.isBySplit) return null;
    const again = trouble === "version-gone" ? tried.at(-1) : undefined;
    const node = picker.pickAnother(tried, isAllowed) ?? again;
    return node ? { node, isFallback: true } : null;
  }

  /** Lets stable answer instead of the split's version. */
  fallBack(): void {
    this.isBySplit = false;
    this.version = undefined;
    this.stats.count("splitFallbacks");
  }
}

function noHolder(version: string): AppError {
  return new AppError("UNAVAILABLE", "No node that can answer now holds this version.", {
    details: { version },
  });
}
