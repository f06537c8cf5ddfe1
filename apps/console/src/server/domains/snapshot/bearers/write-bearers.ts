import { hash } from "node:crypto";
import {
  type Bearers,
  bearersSchemaVersion,
  type GatewayBearers,
  type NodeBearers,
  type SnapshotEnvelope,
} from "@meridian/contracts/wire";
import type { Agent, SystemState } from "@meridian/db";
import {
  bearerOverlapMs,
  endOfSharing,
  hasJustTaken,
  knownGenerations,
  validGenerations,
} from "./bearer-state.ts";
import { pairBearer, sharedBearer } from "./derive-bearer.ts";

export type BearerParty = Pick<
  Agent,
  "id" | "role" | "regionId" | "bearerGeneration" | "bearerOverlapUntil" | "ownBearersAt" | "createdAt"
>;
/** `shared`: the state of bearers that agents share which take none of their own. */
export type BearerFleet = {
  gateways: BearerParty[];
  nodes: BearerParty[];
  shared: Pick<SystemState, "bearerGeneration" | "bearerOverlapUntil">;
};
type Told<B extends Bearers> = Pick<B, "role"> &
  Omit<B, "role" | "schemaVersion" | "epoch" | "revision" | "agentId" | "version">;

/** `asOfMs`: of the bearers; `nowMs`: from when on those of before are counted down. */
type Times = { asOfMs: number; nowMs: number };

/** What a node checks by: hashes of the bearers of all gateways. */
export function nodeBearers(
  secret: string,
  fleet: BearerFleet,
  node: BearerParty,
  { asOfMs, nowMs }: Times,
): Told<NodeBearers> {
  const valid: GenerationsOf = (one) => validGenerations(one, asOfMs);
  const own = fleet.gateways.filter(({ ownBearersAt }) => ownBearersAt !== null);
  const pairs = own.map((gateway) => pairsOf(secret, gateway, node, valid));
  const accepted = pairs.flatMap(([newest = ""]) => newest);
  const leaving = pairs.flatMap(([, ...before]) => before);
  const shared = sharedOf(secret, fleet, node, valid);
  // Gateways of an earlier version know no other bearer.
  const [newest = "", ...before] = shared;
  if (own.length < fleet.gateways.length) {
    accepted.push(newest);
    leaving.push(...before);
  } else if ([node, ...own].some((one) => hasJustTaken(one, asOfMs))) leaving.push(...shared);
  const overlaps = [node, ...fleet.gateways, fleet.shared].map(
    ({ bearerOverlapUntil }) => bearerOverlapUntil,
  );
  const ends = [
    ...overlaps.map((end) => end?.getTime() ?? 0),
    ...[node, ...own].map(endOfSharing).map(Number),
  ];
  const leavingMs = Math.min(bearerOverlapMs, Math.max(0, ...ends.map((end) => end - nowMs)));
  return { role: "inference", accepted: accepted.map(sha256), leaving: leaving.map(sha256), leavingMs };
}

/** What a gateway shows: a bearer for each node, the newest first. */
export function gatewayBearers(
  secret: string,
  fleet: BearerFleet,
  gateway: BearerParty,
  nowMs: number,
): Told<GatewayBearers> {
  const nodes = fleet.nodes.map((node): [string, string[]] => {
    const shared = () => sharedOf(secret, fleet, node, knownGenerations);
    if (node.ownBearersAt === null) return [node.id, shared()];
    const isNews = [gateway, node].some((one) => hasJustTaken(one, nowMs));
    return [
      node.id,
      [...pairsOf(secret, gateway, node, knownGenerations), ...(isNews ? shared().slice(0, 1) : [])],
    ];
  });
  return { role: "gateway", nodes: Object.fromEntries(nodes) };
}

export function sealBearers(told: Omit<Bearers, "schemaVersion">): SnapshotEnvelope {
  const body = JSON.stringify({ schemaVersion: bearersSchemaVersion, ...told });
  return { sha256: sha256(body), body };
}

type GenerationsOf = (one: Pick<BearerParty, "bearerGeneration" | "bearerOverlapUntil">) => number[];

function pairsOf(
  secret: string,
  gateway: BearerParty,
  node: BearerParty,
  generationsOf: GenerationsOf,
): string[] {
  return generationsOf(gateway).flatMap((own) =>
    generationsOf(node).map((generation) =>
      pairBearer(secret, { id: gateway.id, generation: own }, { id: node.id, generation }),
    ),
  );
}

function sharedOf(
  secret: string,
  { shared }: BearerFleet,
  node: BearerParty,
  generationsOf: GenerationsOf,
): string[] {
  return generationsOf(shared).flatMap((fleetGeneration) =>
    generationsOf(node).map((generation) =>
      sharedBearer(secret, { id: node.id, generation }, fleetGeneration),
    ),
  );
}

function sha256(text: string): string {
  return hash("sha256", text, "hex");
}
