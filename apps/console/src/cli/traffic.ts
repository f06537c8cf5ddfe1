import { type OriginView, TrafficView } from "@meridian/contracts";
import type { ConsoleApi } from "./console-api.ts";
import { findNamed } from "./find-named.ts";
import type { Output } from "./output.ts";

export function getTraffic(api: ConsoleApi): Promise<TrafficView> {
  return api.get("/traffic", TrafficView);
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

export function showOrigin(out: Output, { regions }: TrafficView, origin: OriginView): void {
  const nameOf = (id: string) => regions.find((region) => region.id === id)?.name ?? id;
  const { gateways, acked, away, nacks } = origin.convergence;
  const isBehind = acked < gateways;
  const followed = `${acked} of ${gateways} gateways follow${away > 0 ? `, ${away} away` : ""}`;
  out.line(
    `${out.paint("bold", nameOf(origin.regionId))} revision ${origin.revision}, ${
      isBehind ? out.paint("yellow", followed) : followed
    }`,
  );
  const activeWeight = origin.targets.reduce(
    (sum, { state, weight }) => sum + (state === "active" ? weight : 0),
    0,
  );
  out.table(
    ["to", "state", "weight", "share", "drain"],
    origin.targets.map(({ regionId, state, weight, drain }) => [
      nameOf(regionId),
      state,
      String(weight),
      state === "active" && activeWeight > 0 ? `${((100 * weight) / activeWeight).toFixed(1)} %` : "–",
      drain ? `until ${drain.deadlineAt.toISOString()}, then ${drain.then} (${drain.ownerName})` : "",
    ]),
  );
  for (const { gatewayName, field, reason } of nacks) {
    out.line(out.paint("red", `${gatewayName} refuses it: ${field}: ${reason}`));
  }
}
