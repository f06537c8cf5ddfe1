import { createHash } from "node:crypto";
import { CanonicalWriter, type InferenceSnapshot, type SnapshotRegion } from "@meridian/contracts/wire";
import { regionsSeenFrom, snapshotNodes, splitSeenFrom, type NodeRow } from "./build-snapshot.ts";
import type { FleetRows } from "./fleet-rows.ts";

export type RoutingRows = Pick<FleetRows, "regions" | "targets" | "splits"> & { agents: readonly NodeRow[] };

/** The versions of a node as rollouts compare them: the one that answers first. */
export function modelsKey(models: readonly { digest: string; precision: string | null }[]): string {
  return models.map(({ digest, precision }) => `${digest}/${precision}`).join();
}

export function effectOfModels({ models }: Pick<InferenceSnapshot, "models">): string {
  return modelsKey(models);
}

/**
 * The hash of the routing table that gateways of each region should have in effect, by region id: that of
 * `routingTableHash`. What origins have in common is written once, since origins × nodes are many.
 */
export function tableHashesOf(rows: RoutingRows): Map<string, string> {
  const ordered = { regions: rows.regions.toSorted(byId), targets: rows.targets };
  const nodesByRegion = snapshotNodes({ agents: rows.agents.toSorted(byId) });
  const hashed = new Map([...nodesByRegion].map(([id, nodes]) => [id, nodes.map(hashedNode)]));
  const writer = new CanonicalWriter();
  return new Map(
    rows.regions.map(({ id }) => {
      const regions = regionsSeenFrom(id, ordered, nodesByRegion).map((seen) => ({
        ...seen,
        nodes: hashed.get(seen.id) ?? [],
      }));
      const { split } = splitSeenFrom(id, rows);
      return [id, sha256(writer.json(split ? { regions, split } : regions))];
    }),
  );
}

/** Bearers are no part of what a table routes by. */
function hashedNode({ id, name, url, state, weight }: SnapshotRegion["nodes"][number]) {
  return { id, name, url, state, weight };
}

/** Of the UTF-8 bytes, in hex. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Snapshots list regions and nodes in this order. */
function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}
