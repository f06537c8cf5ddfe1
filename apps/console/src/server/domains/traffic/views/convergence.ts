import type { Convergence, GatewayStatusView } from "@meridian/contracts/api";
import { Effective } from "@meridian/contracts/wire";
import type { AgentLink } from "../../agent-link.ts";
import { tableHashesOf } from "../../snapshot/index.ts";
import type { AgentRow, TrafficRows } from "./load-traffic-rows.ts";

/** How far a gateway has converged on its snapshot. */
export type GatewayStatus = {
  id: string;
  name: string;
  regionId: string;
  /** The revision of its snapshot, once it acknowledged that one. */
  ackedRevision: bigint | null;
  ackedAt: Date | null;
  /** Of the snapshot that it reports to run by. */
  observedRevision: bigint | null;
  /** The routing table in effect there, by its last report, is the desired one. */
  isReported: boolean;
  /** It reported that, and is still heard: the last words of one that is away say nothing of now. */
  isInEffect: boolean;
  isAway: boolean;
  nack: { field: string; reason: string } | null;
};

export function gatewayStatuses(rows: TrafficRows, agents: AgentLink): GatewayStatus[] {
  const expectedOf = expectedTables(rows);
  return rows.agents
    .filter(({ role }) => role === "gateway")
    .map((gateway) => {
      const isAway = !["live", "stale"].includes(agents.presenceOf(gateway.id));
      const isReported = isReportedInEffect(gateway, expectedOf(gateway));
      return {
        id: gateway.id,
        name: gateway.name,
        regionId: gateway.regionId,
        ackedRevision: ackedRevisionOf(gateway),
        ackedAt: gateway.snapshot?.ackedAt ?? null,
        observedRevision: gateway.observed?.revision ?? null,
        ...{ isReported, isAway, isInEffect: isReported && !isAway },
        nack: nackOf(gateway),
      };
    });
}

export function statusView(gateway: GatewayStatus): GatewayStatusView {
  const { id, name, regionId, observedRevision, isInEffect, isAway } = gateway;
  const revision = observedRevision === null ? null : String(observedRevision);
  return { id, name, regionId, revision, isInEffect, isAway };
}

/**
 * How far gateways have converged on a revision. A table in effect counts as acknowledged even if the gateway's snapshot is
 * older: a change that was undone at once, or that moved only a drain's deadline, makes no new snapshot.
 */
export function convergenceOf(
  gateways: readonly GatewayStatus[],
  revision: bigint,
  committedAt: Date | undefined,
): Convergence {
  const count = (holds: (gateway: GatewayStatus) => boolean) => gateways.filter(holds).length;
  return {
    gateways: gateways.length,
    acked: count(({ isReported, ackedRevision }) => isReported || (ackedRevision ?? -1n) >= revision),
    observed: count(({ isInEffect }) => isInEffect),
    away: count(({ isAway }) => isAway),
    nacks: gateways.flatMap(({ name, nack }) => (nack ? [{ gatewayName: name, ...nack }] : [])),
    slowest: committedAt ? slowestOf(gateways, revision, committedAt) : null,
  };
}

function slowestOf(
  gateways: readonly GatewayStatus[],
  revision: bigint,
  committedAt: Date,
): Convergence["slowest"] {
  const acks = gateways.flatMap(({ name, ackedRevision, ackedAt }) =>
    ackedAt && ackedRevision === revision
      ? [{ gatewayName: name, ms: Math.max(0, ackedAt.getTime() - committedAt.getTime()) }]
      : [],
  );
  return acks.toSorted((a, b) => b.ms - a.ms)[0] ?? null;
}

/** The hash of the table that a gateway should have: on its snapshot's row, unless a change is newer than the snapshots. */
function expectedTables(rows: TrafficRows): (gateway: AgentRow) => string | undefined {
  if (rows.areSnapshotsBuilt) return ({ snapshot }) => snapshot?.expectedEffect ?? undefined;
  const hashes = tableHashesOf(rows);
  return ({ regionId }) => hashes.get(regionId);
}

function ackedRevisionOf({ snapshot }: AgentRow): bigint | null {
  const isAcked =
    snapshot && snapshot.ackEpoch === snapshot.epoch && snapshot.ackRevision === snapshot.revision;
  return isAcked ? snapshot.revision : null;
}

function isReportedInEffect({ observed }: AgentRow, tableHash: string | undefined): boolean {
  const effective = Effective.safeParse(observed?.effective).data;
  const isTold = effective?.role === "gateway" && effective.tableHash === tableHash;
  return isTold && observed?.outcome !== "failed";
}

function nackOf({ snapshot }: AgentRow): GatewayStatus["nack"] {
  if (!snapshot || snapshot.nackRevision !== snapshot.revision) return null;
  return { field: snapshot.nackField ?? "", reason: snapshot.nackReason ?? "" };
}
