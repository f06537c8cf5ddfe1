import type { DesiredNode, DesiredRegion } from "@meridian/contracts/api";
import type { AgentRole } from "@meridian/contracts/fleet";
import { getTraffic, shiftNodes, shiftTraffic, type TrafficContext } from "../domains/traffic/index.ts";
import { addAgent, addRegion } from "./fleet-fixture.ts";

/** Regions with this many nodes each, by name, and what an operator does to their traffic. */
export async function addFleet(ctx: TrafficContext, regions: Record<string, number>) {
  const ids = new Map<string, string>();
  const add = async (region: string, role: AgentRole, name: string) => {
    const { agentId } = await addAgent(ctx, { region, role, name });
    ids.set(name, agentId);
  };
  for (const [name, nodes] of Object.entries(regions)) {
    ids.set(name, (await addRegion(ctx, name)).id);
    await add(name, "gateway", `${name}-gateway`);
    for (let node = 1; node <= nodes; node++) await add(name, "inference", `${name}-node-${node}`);
  }
  return new TestFleet(ctx, ids);
}

type Desired = Omit<DesiredRegion, "regionId"> & Omit<DesiredNode, "nodeId">;

export class TestFleet {
  constructor(
    private readonly ctx: TrafficContext,
    private readonly ids: Map<string, string>,
  ) {}

  /** Id of a region or agent. */
  id(name: string): string {
    const id = this.ids.get(name);
    if (id === undefined) throw new Error(`there is no ${name}`);
    return id;
  }

  traffic() {
    return getTraffic({ ctx: this.ctx });
  }

  async origin(name: string) {
    const found = (await this.traffic()).origins.find(({ regionId }) => regionId === this.id(name));
    if (!found) throw new Error(`there is no origin ${name}`);
    return found;
  }

  async nodes(regionName: string) {
    const found = (await this.traffic()).nodes.find(({ regionId }) => regionId === this.id(regionName));
    if (!found) throw new Error(`there is no region ${regionName}`);
    return found;
  }

  /** Shifts an origin's regions, by name, from where they are now. */
  async shift(origin: string, regions: Record<string, Desired>, ctx = this.ctx) {
    const targets = Object.entries(regions).map(([name, desired]) => ({
      regionId: this.id(name),
      ...desired,
    }));
    const { revision: baseRevision } = await this.origin(origin);
    const input = { originRegionId: this.id(origin), baseRevision, targets, reason: "a test" };
    return shiftTraffic({ ctx, input });
  }

  /** Sets a region's nodes, by name, from where they are now. */
  async shiftNodes(region: string, nodes: Record<string, Desired>, ctx = this.ctx) {
    const desired = Object.entries(nodes).map(([name, one]) => ({ nodeId: this.id(name), ...one }));
    const { revision: baseRevision } = await this.nodes(region);
    const input = { regionId: this.id(region), baseRevision, nodes: desired, reason: "a test" };
    return shiftNodes({ ctx, input });
  }
}
