import {
  type DrainInput,
  DrainThen,
  type OriginView,
  type ShiftTrafficInput,
  TrafficChanged,
  type TrafficView,
} from "@meridian/contracts/api";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import { defineCommand } from "../command.ts";
import { findNamed } from "../find-named.ts";
import { target, type TypedTarget } from "../target.ts";
import { findOrigin, getTraffic } from "../traffic.ts";
import { reason, reasonText } from "../typed.ts";

type Target = ShiftTrafficInput["targets"][number];

const expected = "expected an origin and at least one <region>=<weight>";

export const trafficSet = defineCommand({
  name: "traffic set",
  usage: "<origin> <region>=<weight>[:state] … --reason <text>",
  summary: "Moves an origin's traffic between regions; a weight without a state makes the region active",
  options: {
    reason: reasonText,
    "drain-minutes": { value: "n", text: "deadline of what is drained" },
    then: { value: "standby|cordon", text: "what follows the drain" },
  },
  examples: [
    'meridian traffic set eu-central eu-central=90 ap-southeast=10 --reason "try the new nodes"',
    'meridian traffic set eu-central ap-southeast=standby --reason "back to normal"',
    'meridian traffic set eu-central eu-central=drain ap-southeast=100 --drain-minutes 10 --then cordon --reason "new kernel"',
  ],
  input: z.object({
    args: z
      .tuple([z.string({ error: expected })], target)
      .refine(([, ...targets]) => targets.length > 0, { error: expected }),
    reason,
    "drain-minutes": z.coerce.number("expected a number of minutes").int().min(1).optional(),
    then: DrainThen.optional(),
  }),
  run: async ({ api, out }, { args: [name, ...typed], reason, then, "drain-minutes": minutes }) => {
    const traffic = await getTraffic(api);
    const origin = findOrigin(traffic, name);
    const drain = minutes !== undefined && then !== undefined ? { minutes, then } : undefined;
    const targets = typed.map((one) => toTarget(traffic, origin, one, drain));
    const path = `/traffic/origins/${origin.regionId}`;
    const change = { baseRevision: origin.revision, body: { targets, reason } };
    const changed = await api.change("PUT", path, TrafficChanged, change);
    out.answer(changed, () => out.line(`Traffic of ${name} is at revision ${changed.revision}.`));
    return 0;
  },
});

function toTarget(
  traffic: TrafficView,
  origin: OriginView,
  { region, weight, state }: TypedTarget,
  drain: DrainInput | undefined,
): Target {
  const { id: regionId } = findNamed("region", traffic.regions, region);
  const current = origin.targets.find((one) => one.regionId === regionId);
  const next = { regionId, state: state ?? "active", weight: weight ?? current?.weight ?? 0 } as const;
  if (next.state !== "drain") return next;
  if (drain) return { ...next, drain };
  if (current?.state === "drain") return next;
  throw new CliError("usage", "A drain needs its end: --drain-minutes 10 --then standby, or cordon.");
}
