import { createHash } from "node:crypto";
import { CanonicalWriter } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import {
  buildGatewaySnapshot,
  buildInferenceSnapshot,
  seenByGateways,
  type BearerOf,
  type SnapshotContent,
} from "./build-snapshot.ts";
import { loadFleetRows, type FleetRows } from "./fleet-rows.ts";

type BuiltSnapshot = { agentId: string; contentHash: string; sha256: string; body: string };

/**
 * Builds every agent's snapshot and stores those whose content changed, at the newest revision. An agent's target is
 * thus the last revision that changed its own bytes. Returns the position that was read.
 */
export async function refreshSnapshots(
  db: Db,
  bearerOf: BearerOf,
): Promise<Pick<FleetRows, "epoch" | "revision">> {
  const rows = await loadFleetRows(db);
  const stored = await db.agentSnapshot.findMany({
    select: { agentId: true, epoch: true, contentHash: true },
  });
  const current = new Map(stored.map((snapshot) => [snapshot.agentId, snapshot]));
  const changed: BuiltSnapshot[] = [];
  const writer = new CanonicalWriter();
  for (const content of buildContents(rows, bearerOf)) {
    const contentHash = sha256(writer.json(content));
    const before = current.get(content.agentId);
    if (before?.contentHash === contentHash && before.epoch === rows.epoch) continue;
    const body = writer.json({ ...content, epoch: rows.epoch, revision: String(rows.revision) });
    changed.push({ agentId: content.agentId, contentHash, sha256: sha256(body), body });
  }
  if (changed.length > 0) await saveSnapshots(db, rows, changed);
  return { epoch: rows.epoch, revision: rows.revision };
}

function buildContents(rows: FleetRows, bearerOf: BearerOf): SnapshotContent[] {
  const regionById = new Map(rows.regions.map((region) => [region.id, region]));
  const seen = seenByGateways(rows, bearerOf);
  return rows.agents.flatMap((agent): SnapshotContent[] => {
    const region = regionById.get(agent.regionId);
    if (!region) return [];
    return agent.role === "gateway"
      ? [buildGatewaySnapshot(agent, region, rows, seen)]
      : [buildInferenceSnapshot(agent, region, rows, bearerOf)];
  });
}

/** Of the UTF-8 bytes, in hex. */
function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** One statement, so that a slower console never overwrites a newer row. */
async function saveSnapshots(
  db: Db,
  { epoch, revision }: FleetRows,
  snapshots: BuiltSnapshot[],
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO agent_snapshots (agent_id, epoch, revision, content_hash, sha256, body, built_at)
    SELECT "agentId", ${epoch}, ${revision}, "contentHash", sha256, body, now()
    FROM json_to_recordset(${JSON.stringify(snapshots)}::json)
      AS built ("agentId" text, "contentHash" text, sha256 text, body text)
    ON CONFLICT (agent_id) DO UPDATE SET epoch = excluded.epoch, revision = excluded.revision,
      content_hash = excluded.content_hash, sha256 = excluded.sha256, body = excluded.body,
      built_at = excluded.built_at
    WHERE (agent_snapshots.epoch, agent_snapshots.revision) < (excluded.epoch, excluded.revision)`;
}
