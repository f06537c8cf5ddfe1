import { type OriginView, type TrafficChanged, TrafficView } from "@meridian/contracts/api";
import { TrafficShares } from "@meridian/contracts/shares";
import type { ConsoleApi } from "./console-api.ts";
import { findNamed } from "./find-named.ts";
import type { Output } from "./output.ts";

export function getTraffic(api: ConsoleApi): Promise<TrafficView> {
  return api.get("/traffic", TrafficView);
}

export function getShares(api: ConsoleApi): Promise<TrafficShares> {
  return api.get("/traffic/shares", TrafficShares);
}

/** Throws CliError with the regions there are. */
export function findOrigin({ regions, origins }: TrafficView, name: string): OriginView {
  const { id } = findNamed("region", regions, name);
  return findNamed(
    "origin",
    origins.flatMap((origin) => (origin.regionId === id ? [{ ...origin, name }] : [])),
    name,
  );
}

export function showOrigin(
  out: Output,
  { regions }: TrafficView,
  shares: TrafficShares,
  origin: OriginView,
): void {
  const nameOf = (id: string) => regions.find((region) => region.id === id)?.name ?? id;
  const { gateways, acked, away, nacks } = origin.convergence;
  const isBehind = acked < gateways;
  const followed = `${acked} of ${gateways} gateways follow${away > 0 ? `, ${away} away` : ""}`;
  out.line(
    `${out.paint("bold", nameOf(origin.regionId))} revision ${origin.revision}, ${
      isBehind ? out.paint("yellow", followed) : followed
    }`,
  );
  const report = shares.origins.find(({ regionId }) => regionId === origin.regionId);
  out.table(
    ["to", "state", "weight", "declared", "expected", "observed", "judged", "drain"],
    origin.targets.map(({ regionId, state, weight, drain }) => {
      const share = report?.shares.find(({ id }) => id === regionId);
      return [
        ...[nameOf(regionId), state, String(weight)],
        ...[share?.declared, share?.expected, share?.observed].map(percent),
        share?.verdict ?? "–",
        drain ? `until ${drain.deadlineAt.toISOString()}, then ${drain.then} (${drain.ownerName})` : "",
      ];
    }),
  );
  const { current } = origin.split;
  if (current)
    out.line(
      `${current.percent} % of its requests ask for ${current.name} (split revision ${origin.split.revision}).`,
    );
  for (const { gatewayName, field, reason } of nacks) {
    out.line(out.paint("red", `${gatewayName} refuses it: ${field}: ${reason}`));
  }
}

/** What was made active and gets no traffic yet, which its state alone does not tell. */
export function warnOfUnproven(out: Output, { unproven }: TrafficChanged): void {
  for (const { name } of unproven)
    out.line(
      out.paint("yellow", `No gateway has found ${name} ready yet: it gets no traffic until one has.`),
    );
}

function percent(share: number | null = null): string {
  return share === null ? "–" : `${(100 * share).toFixed(1)} %`;
}
