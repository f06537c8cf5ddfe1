import { Effective, type SplitView } from "@meridian/contracts";
import type { AgentLink } from "../../agent-link.ts";
import type { AgentRow, TrafficRows } from "./load-traffic-rows.ts";

type PresenceOf = Pick<AgentLink, "presenceOf">;

/** The version split of an origin, and what it could be. */
export function splitView(originRegionId: string, rows: TrafficRows, agents: PresenceOf): SplitView {
  const own = rows.splits.find((split) => split.originRegionId === originRegionId);
  return {
    revision: String(rows.splitRevisions.get(originRegionId) ?? 0n),
    current: own
      ? { modelVersionId: own.modelVersionId, name: own.modelVersion.name, percent: own.percent }
      : null,
    choices: splitChoices(originRegionId, rows, agents),
  };
}

/** Versions that a live node with traffic of the origin holds ready beside the one that it answers with. */
export function splitChoices(
  originRegionId: string,
  { targets, agents: rows, versions }: TrafficRows,
  agents: PresenceOf,
): SplitView["choices"] {
  const serving = new Set(
    targets
      .filter((target) => target.originRegionId === originRegionId && isServing(target))
      .map(({ regionId }) => regionId),
  );
  const nodes = rows.filter(
    (row) =>
      row.role === "inference" &&
      serving.has(row.regionId) &&
      isServing(row) &&
      agents.presenceOf(row.id) === "live",
  );
  const held = new Set(nodes.flatMap(heldBeside));
  return versions
    .filter(({ digest }) => held.has(digest))
    .map(({ id: modelVersionId, name }) => ({ modelVersionId, name }));
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
