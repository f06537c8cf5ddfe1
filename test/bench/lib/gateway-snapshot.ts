import { GatewaySnapshot, type SnapshotRegion } from "@meridian/contracts/wire";
import { region as home, snapshotHeader } from "./stored-agent.ts";

export type BenchNode = { name: string; url: string; weight: number };

/** What a gateway obeys in a benchmark: its own region's nodes, and those of a standby region. */
export function gatewaySnapshot(nodes: readonly BenchNode[], standby: readonly BenchNode[] = []) {
  const regionOf = (
    region: Pick<SnapshotRegion, "id" | "name" | "state">,
    members: readonly BenchNode[],
  ) => ({
    ...region,
    weight: 100,
    nodes: members.map((node) => ({
      ...{ ...node, id: node.name, state: "active" },
      bearer: "bearer-of-the-benchmark-0001",
    })),
  });
  return GatewaySnapshot.parse({
    ...snapshotHeader,
    role: "gateway",
    regions: [
      regionOf({ ...home, state: "active" }, nodes),
      ...(standby.length > 0
        ? [regionOf({ id: "rg_000000000002", name: "standby", state: "standby" }, standby)]
        : []),
    ],
    versions: [],
    limits: {
      deadlineMsDefault: 5000,
      connectTimeoutMs: 1000,
      probeIntervalMs: 1000,
      connectionsPerNode: 64,
    },
  });
}
