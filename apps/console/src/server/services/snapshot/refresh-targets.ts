import { canonicalJson, sha256Hex } from "@meridian/contracts";
import { Prisma, type Db } from "@meridian/db";
import {
  buildGatewaySnapshot,
  buildInferenceSnapshot,
  snapshotGateways,
  snapshotNodes,
  type BearerOf,
  type SnapshotContent,
} from "./build-snapshot.ts";
import { loadFleetRows, type FleetRows } from "./fleet-rows.ts";

type BuiltTarget = { agentId: string; contentHash: string; sha256: string; body: string };

/**
 * Builds every agent's snapshot and stores those whose content changed, at the newest revision. An agent's target is
 * thus the last revision that changed its own bytes. Returns the position that was read.
 */
export async function refreshTargets(
  db: Db,
  bearerOf: BearerOf,
): Promise<Pick<FleetRows, "epoch" | "revision">> {
  const rows = await loadFleetRows(db);
  const stored = await db.agentTarget.findMany({ select: { agentId: true, epoch: true, contentHash: true } });
  const current = new Map(stored.map((target) => [target.agentId, target]));
  const changed: BuiltTarget[] = [];
  for (const content of buildContents(rows, bearerOf)) {
    const contentHash = await sha256Hex(canonicalJson(content));
    const before = current.get(content.agentId);
    if (before?.contentHash === contentHash && before.epoch === rows.epoch) continue;
    changed.push(await buildTarget(content, contentHash, rows));
  }
  if (changed.length > 0) await saveTargets(db, rows, changed);
  return { epoch: rows.epoch, revision: rows.revision };
}

function buildContents(rows: FleetRows, bearerOf: BearerOf): SnapshotContent[] {
  const regionById = new Map(rows.regions.map((region) => [region.id, region]));
  const seen = { nodesByRegion: snapshotNodes(rows, bearerOf), gateways: snapshotGateways(rows) };
  return rows.agents.flatMap((agent): SnapshotContent[] => {
    const region = regionById.get(agent.regionId);
    if (!region) return [];
    return agent.role === "gateway"
      ? [buildGatewaySnapshot(agent, region, rows, seen)]
      : [buildInferenceSnapshot(agent, region, rows, bearerOf)];
  });
}

async function buildTarget(
  content: SnapshotContent,
  contentHash: string,
  rows: FleetRows,
): Promise<BuiltTarget> {
  const body = canonicalJson({ ...content, epoch: rows.epoch, revision: String(rows.revision) });
  return { agentId: content.agentId, contentHash, sha256: await sha256Hex(body), body };
}

/** One statement; a slower console never overwrites a newer target. */
async function saveTargets(db: Db, { epoch, revision }: FleetRows, targets: BuiltTarget[]): Promise<void> {
  const column = (name: keyof BuiltTarget) => targets.map((target) => target[name]);
  await db.$executeRaw(Prisma.sql`
    INSERT INTO agent_targets (agent_id, epoch, revision, content_hash, sha256, body, built_at)
    SELECT built.agent_id, ${epoch}, ${revision}, built.content_hash, built.sha256, built.body, now()
    FROM unnest(${column("agentId")}::text[], ${column("contentHash")}::text[], ${column("sha256")}::text[],
                ${column("body")}::text[]) AS built (agent_id, content_hash, sha256, body)
    ON CONFLICT (agent_id) DO UPDATE SET epoch = excluded.epoch, revision = excluded.revision,
      content_hash = excluded.content_hash, sha256 = excluded.sha256, body = excluded.body,
      built_at = excluded.built_at
    WHERE (agent_targets.epoch, agent_targets.revision) < (excluded.epoch, excluded.revision)`);
}
