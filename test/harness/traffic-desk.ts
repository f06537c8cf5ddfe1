import type { OriginView, RegionNodesView, TrafficView } from "@meridian/contracts/api";
import type { MemberState } from "@meridian/contracts/fleet";
import type { ConsoleClient } from "./console-client.ts";

export type Desired = { state: MemberState; weight: number; drain?: { minutes: number; then: string } };
type Changed = { revision: string };

export const active = (weight: number): Desired => ({ state: "active", weight });

/** Who sets one region's traffic: where its requests go, and what its own nodes get. */
export class TrafficDesk {
  private readonly console: ConsoleClient;
  private readonly region: string;

  constructor(console: ConsoleClient, region: string) {
    this.console = console;
    this.region = region;
  }

  /** The region as an origin. */
  async origin(): Promise<OriginView & { traffic: TrafficView }> {
    const traffic = await this.console.traffic();
    return { ...ofRegion(traffic.origins, regionId(traffic, this.region)), traffic };
  }

  async nodes(): Promise<RegionNodesView> {
    const traffic = await this.console.traffic();
    return ofRegion(traffic.nodes, regionId(traffic, this.region));
  }

  /** Every gateway goes by what the region's nodes are set to. */
  async areNodesInEffect(): Promise<boolean> {
    const { gateways, observed } = (await this.nodes()).convergence;
    return gateways > 0 && observed === gateways;
  }

  /** Sets regions of the origin, by name. */
  async shift(regions: Record<string, Desired>, base?: string): Promise<Changed> {
    const { traffic, regionId: originRegionId, revision } = await this.origin();
    const targets = Object.entries(regions).map(([name, desired]) => ({
      regionId: regionId(traffic, name),
      ...desired,
    }));
    const input = { originRegionId, baseRevision: base ?? revision, targets, reason: "a story" };
    return (await this.console.mutate("traffic.shift", input)) as Changed;
  }

  /** Splits the origin's requests between what answers and another version that its nodes hold; null ends it. */
  async split(version: { name: string; percent: number } | null): Promise<void> {
    const { split, regionId: originRegionId } = await this.origin();
    const choice = split.choices.find(({ name }) => name === version?.name);
    const next = version && { modelVersionId: choice?.modelVersionId, percent: version.percent };
    const input = { originRegionId, baseRevision: split.revision, split: next, reason: "a story" };
    await this.console.mutate("traffic.split", input);
  }

  async setNode(nodeId: string, desired: Desired): Promise<void> {
    const { regionId: id, revision: baseRevision } = await this.nodes();
    const nodes = [{ nodeId, ...desired }];
    await this.console.mutate("traffic.shiftNodes", { regionId: id, baseRevision, nodes, reason: "a story" });
  }
}

function regionId({ regions }: TrafficView, name: string): string {
  const region = regions.find((one) => one.name === name);
  if (!region) throw new Error(`there is no region ${name}`);
  return region.id;
}

function ofRegion<T extends { regionId: string }>(views: readonly T[], id: string): T {
  const found = views.find((view) => view.regionId === id);
  if (!found) throw new Error(`the console shows no region ${id}`);
  return found;
}
