import type { GatewayLimits } from "@meridian/contracts/fleet";
import { canonicalJson, type SnapshotNode } from "@meridian/contracts/wire";
import type { Clock } from "../../clock.ts";
import type { NodeConnections } from "./node-connections.ts";
import { NodeEvidence } from "./node-evidence.ts";
import type { RoutingTable } from "../choice/routing-table.ts";
import { Upstream } from "./upstream.ts";

type Entry = { url: string; settings: string; upstream: Upstream };
type Parts = {
  connections: Pick<NodeConnections, "to">;
  clock: Clock;
  random: () => number;
  onVerdict: () => void;
  countFailure: (nodeId: string) => void;
};

/** Upstreams by node. Connections last as long as URL, limits and the kind of TLS stay the same, evidence as long as the URL does. */
export class UpstreamPool {
  private readonly entries = new Map<string, Entry>();
  private readonly open = new Set<Upstream>();

  constructor(private readonly parts: Parts) {}

  get({ id, url, isUnproven, isMesh }: SnapshotNode, limits: GatewayLimits): Upstream {
    const { connections, clock, random } = this.parts;
    const { connectTimeoutMs, connectionsPerNode, probeIntervalMs } = limits;
    const settings = canonicalJson([
      ...[connectTimeoutMs, connectionsPerNode, probeIntervalMs],
      isMesh === true,
    ]);
    const known = this.entries.get(id);
    if (!isUnproven) known?.upstream.evidence.prove();
    if (known?.url === url && known.settings === settings) return known.upstream;
    const evidence = known?.url === url ? known.upstream.evidence : this.newEvidence(id, isUnproven === true);
    const connect = connections.to({ id, isMesh }, connectTimeoutMs);
    const upstream = new Upstream({ url, connect, limits, evidence, clock, random });
    upstream.startProbing();
    this.entries.set(id, { url, settings, upstream });
    this.open.add(upstream);
    return upstream;
  }

  /** Closes upstreams that `table` no longer uses, once their requests in flight are done. */
  keepOnly({ nodes }: Pick<RoutingTable, "nodes">): void {
    for (const id of this.entries.keys()) if (!nodes.has(id)) this.entries.delete(id);
    const used = new Set([...nodes.values()].map(({ upstream }) => upstream));
    for (const upstream of this.open) if (!used.has(upstream)) void this.retire(upstream);
  }

  async destroy(): Promise<void> {
    this.entries.clear();
    await Promise.all([...this.open].map((upstream) => upstream.destroy()));
    this.open.clear();
  }

  private newEvidence(nodeId: string, isUnproven: boolean): NodeEvidence {
    const { clock, onVerdict, countFailure } = this.parts;
    return new NodeEvidence({ isUnproven, clock, onVerdict, countFailure: () => countFailure(nodeId) });
  }

  private async retire(upstream: Upstream): Promise<void> {
    await upstream.close();
    this.open.delete(upstream);
  }
}
