import type { VersionSplit } from "@meridian/contracts/routing";
import {
  DesiredModel,
  type GatewaySnapshot,
  type InferenceSnapshot,
  type Snapshot,
  type SnapshotNode,
  type SnapshotRegion,
  snapshotSchemaVersion,
} from "@meridian/contracts/wire";
import type { Agent, Region, TrafficMember } from "@meridian/db";
import type { Holder } from "./bearers/derive-bearer.ts";
import { clientKeysSeenFrom } from "./client-keys.ts";
import type { AssignedAgent, FleetRows, VersionFiles } from "./fleet-rows.ts";

/** The bearer of a node that gateways share, for agents that take none of their own. */
export type BearerOf = (node: Holder, fleetGeneration: number) => string;
export type NodeRow = Pick<
  Agent,
  "id" | "name" | "role" | "regionId" | "advertisedUrl" | "state" | "weight"
> & {
  provenAt?: Agent["provenAt"];
  meshListenerAt?: Agent["meshListenerAt"];
};
/** What many gateways are told alike, made once for all of them. */
export type SeenByGateways = {
  regionsFrom: (gateway: Pick<Agent, "regionId" | "ownBearersAt">) => SnapshotRegion[];
  gateways: GatewaySnapshot["gateways"];
};
/** What a snapshot says, apart from where it stands in time. */
type Content<S extends Snapshot> = Omit<S, "epoch" | "revision">;
export type SnapshotContent = Content<InferenceSnapshot> | Content<GatewaySnapshot>;

export function buildInferenceSnapshot(
  agent: AssignedAgent,
  region: Region,
  rows: FleetRows,
  bearerOf: BearerOf,
): Content<InferenceSnapshot> {
  const models = desiredModels(agent);
  return {
    ...header(agent, region),
    role: "inference",
    models,
    defaultDigest: models[0]?.digest ?? null,
    limits: rows.limits.inference,
    ...(agent.ownBearersAt === null && { bearers: [sharedBearerOf(agent, rows, bearerOf)] }),
    ...forScrapers(rows.scrapeTokens),
  };
}

export function buildGatewaySnapshot(
  agent: AssignedAgent,
  region: Region,
  rows: FleetRows,
  { regionsFrom, gateways }: SeenByGateways,
): Content<GatewaySnapshot> {
  return {
    ...header(agent, region),
    role: "gateway",
    regions: regionsFrom(agent),
    versions: rows.versions,
    ...splitSeenFrom(region.id, rows),
    gateways,
    ...clientKeysSeenFrom(region.id, rows),
    ...forScrapers(rows.scrapeTokens),
    limits: rows.limits.gateway,
  };
}

export function seenByGateways(rows: FleetRows, bearerOf: BearerOf): SeenByGateways {
  const byOrigin = (nodesByRegion: Map<string, SnapshotNode[]>) =>
    new Map(rows.regions.map(({ id }) => [id, regionsSeenFrom(id, rows, nodesByRegion)] as const));
  const plain = byOrigin(snapshotNodes(rows));
  let withBearers: typeof plain | null = null;
  const regionsFrom: SeenByGateways["regionsFrom"] = ({ regionId, ownBearersAt }) => {
    if (ownBearersAt !== null) return plain.get(regionId) ?? [];
    withBearers ??= byOrigin(snapshotNodes(rows, (node) => sharedBearerOf(node, rows, bearerOf)));
    return withBearers.get(regionId) ?? [];
  };
  return { regionsFrom, gateways: snapshotGateways(rows) };
}

function sharedBearerOf(
  { id, bearerGeneration: generation }: Pick<Agent, "id" | "bearerGeneration">,
  { sharedBearers }: FleetRows,
  bearerOf: BearerOf,
): string {
  return bearerOf({ id, generation }, sharedBearers.bearerGeneration);
}

/** Regions as gateways of an origin see them. */
export function regionsSeenFrom(
  originRegionId: string,
  { regions, targets: members }: Pick<FleetRows, "regions" | "targets">,
  nodesByRegion: Map<string, SnapshotNode[]>,
): SnapshotRegion[] {
  const own = members.filter((member) => member.originRegionId === originRegionId);
  const memberByRegion = new Map(own.map((member) => [member.regionId, member]));
  return regions.flatMap((seen) => {
    const member = memberByRegion.get(seen.id);
    return member ? [seenRegion(seen, member, nodesByRegion.get(seen.id) ?? [])] : [];
  });
}

/** The version split that gateways of an origin obey; nothing where there is none. */
export function splitSeenFrom(originRegionId: string, { splits }: Pick<FleetRows, "splits">) {
  const own = splits.find((split) => split.originRegionId === originRegionId);
  if (!own) return {};
  const { percent, modelVersion } = own;
  const split: VersionSplit = { name: modelVersion.name, digest: modelVersion.digest, percent };
  return { split };
}

/** Nodes of each region as gateways see them, by region id. */
export function snapshotNodes<Row extends NodeRow>(
  { agents }: { agents: readonly Row[] },
  bearerOf?: (node: Row) => string,
): Map<string, SnapshotNode[]> {
  const byRegion = new Map<string, SnapshotNode[]>();
  for (const row of agents) {
    const { id, name, role, regionId, advertisedUrl, state, weight, provenAt } = row;
    if (role !== "inference") continue;
    const unproven = provenAt === null ? ({ isUnproven: true } as const) : {};
    const mesh = isMesh(row) ? ({ isMesh: true } as const) : {};
    const bearer = bearerOf ? { bearer: bearerOf(row) } : {};
    const node = { id, name, url: advertisedUrl, ...bearer, state, weight, ...unproven, ...mesh };
    const nodes = byRegion.get(regionId);
    if (nodes) nodes.push(node);
    else byRegion.set(regionId, [node]);
  }
  return byRegion;
}

/** One whose https address waits for consent is reached as before. */
function isMesh({ meshListenerAt, advertisedUrl }: NodeRow): boolean {
  return meshListenerAt instanceof Date && advertisedUrl.startsWith("https:");
}

/** Gateways that clients may turn to: those that are connected. */
function snapshotGateways({
  agents,
  regions,
}: Pick<FleetRows, "agents" | "regions">): GatewaySnapshot["gateways"] {
  const regionNames = new Map(regions.map(({ id, name }) => [id, name]));
  const listed = agents.filter(({ role, unlistedAt }) => role === "gateway" && unlistedAt === null);
  return listed.flatMap(({ id, name, regionId, advertisedUrl }) => {
    const region = regionNames.get(regionId);
    return region === undefined ? [] : [{ id, name, region, url: advertisedUrl }];
  });
}

/** Left out where there are none: snapshots stay as they were. */
function forScrapers(scrapeTokens: string[]) {
  return scrapeTokens.length > 0 ? { scrapeTokens } : {};
}

function header(agent: AssignedAgent, region: Region) {
  return {
    schemaVersion: snapshotSchemaVersion,
    agentId: agent.id,
    agentName: agent.name,
    region: { id: region.id, name: region.name },
  };
}

function seenRegion({ id, name }: Region, member: TrafficMember, nodes: SnapshotNode[]): SnapshotRegion {
  return { id, name, state: member.state, weight: member.weight, nodes };
}

/** The version that a node answers with, then the one that it keeps ready beside it. */
function desiredModels({ assignment }: AssignedAgent): DesiredModel[] {
  if (!assignment) return [];
  const { modelVersion, precision, heldModelVersion, heldPrecision } = assignment;
  const held = heldModelVersion ? [desiredModel(heldModelVersion, heldPrecision)] : [];
  return [desiredModel(modelVersion, precision), ...held];
}

function desiredModel({ name, digest, files }: VersionFiles, precision: string | null): DesiredModel {
  return DesiredModel.parse({ name, digest, precision, files });
}
