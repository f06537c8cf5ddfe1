import { CanonicalWriter } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import {
  buildGatewaySnapshot,
  buildInferenceSnapshot,
  seenByGateways,
  type BearerOf,
  type SnapshotContent,
} from "./build-snapshot.ts";
import { effectOfModels, sha256, tableHashesOf } from "./expected-effect.ts";
import { loadFleetRows, type FleetRows } from "./fleet-rows.ts";

type BuiltSnapshot = { agentId: string; contentHash: string; sha256: string; body: string; effect: string };

/**
 * Builds every agent's snapshot and stores those whose content changed, at the newest revision. An agent's is
 * thus the last revision that changed its own bytes. Returns what was read.
 */
export async function refreshSnapshots(db: Db, bearerOf: BearerOf): Promise<FleetRows> {
  const rows = await loadFleetRows(db);
  const stored = await db.agentSnapshot.findMany({
    select: { agentId: true, epoch: true, contentHash: true, expectedEffect: true },
  });
  const current = new Map(stored.map((snapshot) => [snapshot.agentId, snapshot]));
  const changed: BuiltSnapshot[] = [];
  const unmarked: Pick<BuiltSnapshot, "agentId" | "effect">[] = [];
  const writer = new CanonicalWriter();
  const effectOf = effects(rows);
  for (const content of buildContents(rows, bearerOf)) {
    const contentHash = sha256(writer.json(content));
    const { agentId } = content;
    const before = current.get(agentId);
    const isSame = before?.contentHash === contentHash && before.epoch === rows.epoch;
    if (isSame && before.expectedEffect !== null) continue;
    const effect = effectOf(content);
    if (isSame) unmarked.push({ agentId, effect });
    else {
      const body = writer.json({ ...content, epoch: rows.epoch, revision: String(rows.revision) });
      changed.push({ agentId, contentHash, sha256: sha256(body), body, effect });
    }
  }
  if (changed.length > 0) await saveSnapshots(db, rows, changed);
  if (unmarked.length > 0) await markEffects(db, unmarked);
  await markBuilt(db, rows.revision);
  return rows;
}

/** Tables are hashed when the first gateway needs one: most changes concern none. */
function effects(rows: FleetRows): (content: SnapshotContent) => string {
  let hashes: Map<string, string> | null = null;
  return (content) =>
    content.role === "inference"
      ? effectOfModels(content)
      : ((hashes ??= tableHashesOf(rows)).get(content.region.id) ?? "");
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

/** One statement, so that a slower console never overwrites a newer row. */
async function saveSnapshots(
  db: Db,
  { epoch, revision }: FleetRows,
  snapshots: BuiltSnapshot[],
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO agent_snapshots (agent_id, epoch, revision, content_hash, sha256, body, expected_effect, built_at)
    SELECT "agentId", ${epoch}, ${revision}, "contentHash", sha256, body, effect, now()
    FROM json_to_recordset(${JSON.stringify(snapshots)}::json)
      AS built ("agentId" text, "contentHash" text, sha256 text, body text, effect text)
    ON CONFLICT (agent_id) DO UPDATE SET epoch = excluded.epoch, revision = excluded.revision,
      content_hash = excluded.content_hash, sha256 = excluded.sha256, body = excluded.body,
      expected_effect = excluded.expected_effect, built_at = excluded.built_at
    WHERE (agent_snapshots.epoch, agent_snapshots.revision) < (excluded.epoch, excluded.revision)`;
}

/** Rows that a console before this column built. */
async function markEffects(db: Db, effects: Pick<BuiltSnapshot, "agentId" | "effect">[]): Promise<void> {
  await db.$executeRaw`
    UPDATE agent_snapshots SET expected_effect = effect
    FROM json_to_recordset(${JSON.stringify(effects)}::json) AS built ("agentId" text, effect text)
    WHERE agent_id = "agentId" AND expected_effect IS NULL`;
}

/** All snapshots are now as of `revision`, or newer. */
async function markBuilt(db: Db, revision: bigint): Promise<void> {
  await db.$executeRaw`
    INSERT INTO snapshot_builds (id, revision) VALUES (1, ${revision})
    ON CONFLICT (id) DO UPDATE SET revision = excluded.revision
    WHERE snapshot_builds.revision < excluded.revision`;
}
