import { createHmac } from "node:crypto";
import type { Position, SnapshotEnvelope } from "@meridian/contracts/wire";
import type { Agent } from "@meridian/db";
import type { FleetRows } from "../fleet-rows.ts";
import { endOfSharing, hasJustTaken, knownGenerations, validGenerations } from "./bearer-state.ts";
import {
  type BearerFleet,
  type BearerParty,
  gatewayBearers,
  nodeBearers,
  sealBearers,
} from "./write-bearers.ts";

/** The bearers of one agent, written only when they are sent: the HMACs of a whole fleet take half a second. */
export type AgentBearers = {
  agentId: string;
  /** The same for the same bearers: what an agent has already is not sent again. */
  version: string;
  position: Position;
  envelope: () => SnapshotEnvelope;
};

/** Of `FleetRows`, what bearers follow from. */
export type BearerRows = Pick<FleetRows, "epoch" | "revision"> & {
  agents: (BearerParty & Pick<Agent, "credentialRevokedAt">)[];
  targets: Pick<FleetRows["targets"][number], "originRegionId" | "regionId">[];
  sharedBearers: BearerFleet["shared"];
};

type Known = {
  position: Position;
  fleet: BearerFleet;
  byId: Map<string, BearerParty>;
  seenFrom: Map<string, Set<string>>;
  nowMs: number;
};

/**
 * Which agents may speak with which, as the database says, and the bearers that follow from that and the secret. Revoked
 * agents have none. Bearers of before end by themselves: `isDue` tells when to look again.
 */
export class BearerBook {
  private known: Known | null = null;
  private dueAtMs = Number.POSITIVE_INFINITY;
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly secret: string,
    private readonly now: () => number,
  ) {}

  /** The bearers of before that were valid at the last update are not any more. */
  get isDue(): boolean {
    return this.now() >= this.dueAtMs;
  }

  update(rows: BearerRows): void {
    const nowMs = this.now();
    const entitled = rows.agents.filter(({ credentialRevokedAt }) => credentialRevokedAt === null);
    const gateways = entitled.filter(({ role }) => role === "gateway");
    const nodes = entitled.filter(({ role }) => role === "inference");
    const seenFrom = new Map<string, Set<string>>();
    for (const { originRegionId, regionId } of rows.targets)
      seenFrom.set(originRegionId, (seenFrom.get(originRegionId) ?? new Set()).add(regionId));
    const position = { epoch: rows.epoch, revision: String(rows.revision) };
    const byId = new Map(entitled.map((one) => [one.id, one]));
    const fleet = { gateways, nodes, shared: rows.sharedBearers };
    this.known = { position, fleet, byId, seenFrom, nowMs };
    this.keys.clear();
    const ends = [...entitled, rows.sharedBearers].map((one) => one.bearerOverlapUntil?.getTime() ?? null);
    const later = [...ends, ...entitled.map(endOfSharing)].filter((end) => end !== null && end > nowMs);
    this.dueAtMs = Math.min(...later.map(Number));
  }

  /** Null for an agent that is revoked, unknown, or takes none of its own. */
  of(agentId: string): AgentBearers | null {
    const { known } = this;
    const agent = known?.byId.get(agentId);
    if (!known || !agent || agent.ownBearersAt === null) return null;
    const version = this.versionOf(known, agent);
    const write = () => {
      const told =
        agent.role === "inference"
          ? nodeBearers(this.secret, known.fleet, agent, { asOfMs: known.nowMs, nowMs: this.now() })
          : gatewayBearers(this.secret, seenBy(known, agent), agent, known.nowMs);
      return sealBearers({ ...told, ...known.position, agentId, version });
    };
    return { agentId, version, position: known.position, envelope: write };
  }

  /** Of all that the bearers follow from, without making them. */
  private versionOf(known: Known, agent: BearerParty): string {
    const { nowMs } = known;
    return agent.role === "gateway"
      ? this.hmac(["shows", shownOf(agent, nowMs), this.nodesKey(known, agent)])
      : this.hmac(["accepts", acceptedOf(agent, nowMs), this.gatewaysKey(known)]);
  }

  private gatewaysKey({ fleet, nowMs }: Known): string {
    return this.key("gateways", () => [
      fleet.gateways.map((one) => acceptedOf(one, nowMs)),
      isSharing(fleet, nowMs) && validGenerations(fleet.shared, nowMs),
    ]);
  }

  private nodesKey(known: Known, { regionId }: BearerParty): string {
    return this.key(`nodes of ${regionId}`, () => {
      const fleet = seenBy(known, { regionId });
      const shown = fleet.nodes.map((one) => shownOf(one, known.nowMs));
      return [shown, isSharing(fleet, known.nowMs) && knownGenerations(fleet.shared)];
    });
  }

  private key(name: string, state: () => unknown): string {
    const key = this.keys.get(name) ?? this.hmac(state());
    this.keys.set(name, key);
    return key;
  }

  private hmac(value: unknown): string {
    return createHmac("sha256", this.secret).update(JSON.stringify(value)).digest("hex");
  }
}

/** A gateway gets bearers for the nodes of its route policy alone. */
function seenBy({ fleet, seenFrom }: Known, gateway: Pick<BearerParty, "regionId">): BearerFleet {
  const seen = seenFrom.get(gateway.regionId) ?? new Set();
  return { ...fleet, nodes: fleet.nodes.filter(({ regionId }) => seen.has(regionId)) };
}

/** What a node's acceptance follows from, of either side. */
function acceptedOf(agent: BearerParty, nowMs: number) {
  return [agent.id, validGenerations(agent, nowMs), agent.ownBearersAt !== null, hasJustTaken(agent, nowMs)];
}

/** What a gateway shows follows from: it does not end with the minute. */
function shownOf(agent: BearerParty, nowMs: number) {
  return [agent.id, knownGenerations(agent), agent.ownBearersAt !== null, hasJustTaken(agent, nowMs)];
}

/** Otherwise shared bearers, which are renewed with every gateway, concern nobody. */
function isSharing({ gateways, nodes }: BearerFleet, nowMs: number): boolean {
  return [...gateways, ...nodes].some((one) => one.ownBearersAt === null || hasJustTaken(one, nowMs));
}
