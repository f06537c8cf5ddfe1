import type { SplitView } from "@meridian/contracts/api";
import { Effective } from "@meridian/contracts/wire";
import type { AgentLink } from "../../agent-link.ts";
import type { AgentRow, TrafficRows } from "./load-traffic-rows.ts";

type PresenceOf = Pick<AgentLink, "presenceOf">;
/** Digests of second versions that serving nodes hold ready. */
type HeldByRegion = ReadonlyMap<string, readonly string[]>;

/** The version split of an origin, and the versions that it could use. */
export function splitView(originRegionId: string, rows: TrafficRows, held: HeldByRegion): SplitView {
  const own = rows.splits.find((split) => split.originRegionId === originRegionId);
  return {
    revision: String(rows.splitRevisions.get(originRegionId) ?? 0n),
    current: own
      ? { modelVersionId: own.modelVersionId, name: own.modelVersion.name, percent: own.percent }
      : null,
    choices: splitChoices(originRegionId, rows, held),
  };
}

/** Versions that a live node with traffic of the origin holds ready beside the one that it answers with. */
export function splitChoices(
  originRegionId: string,
  { targets: members, versions }: TrafficRows,
  heldByRegion: HeldByRegion,
): SplitView["choices"] {
  const serving = members.filter((member) => member.originRegionId === originRegionId && isServing(member));
  const held = new Set(serving.flatMap(({ regionId }) => heldByRegion.get(regionId) ?? []));
  return versions
    .filter(({ digest }) => held.has(digest))
    .map(({ id: modelVersionId, name }) => ({ modelVersionId, name }));
}

/** Each node's report is read once, however many origins send to its region. */
export function findHeld({ agents: rows }: TrafficRows, agents: PresenceOf): HeldByRegion {
  const held = new Map<string, string[]>();
  for (const row of rows) {
    if (row.role !== "inference" || !isServing(row) || agents.presenceOf(row.id) !== "live") continue;
    held.set(row.regionId, [...(held.get(row.regionId) ?? []), ...heldBeside(row)]);
  }
  return held;
}

function isServing({ state, weight }: { state: string; weight: number }): boolean {
  return state === "active" && weight > 0;
}

function heldBeside({ observed }: AgentRow): string[] {
  const effective = Effective.safeParse(observed?.effective).data;
  if (effective?.role !== "inference") return [];
  const { slots, defaultDigest } = effective;
  const ready = slots.filter(({ status }) => status === "ready").map(({ digest }) => digest);
  return ready.filter((digest) => digest !== defaultDigest);
}
