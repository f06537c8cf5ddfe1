import {
  type DrainInput,
  DrainThen,
  type OriginView,
  type ShiftTrafficInput,
  TrafficChanged,
  type TrafficView,
} from "@meridian/contracts/api";
import { Command, Option } from "commander";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import { answerChange, dryRunOption } from "../dry-run.ts";
import { findNamed } from "../find-named.ts";
import { examples, type OnSession } from "../session.ts";
import { target, type TypedMember } from "../input/target.ts";
import { findOrigin, getTraffic, warnOfUnproven } from "../traffic.ts";
import { checkedBy, eachCheckedBy, ifRevisionOption, reasonOption } from "../input/typed.ts";

type Target = ShiftTrafficInput["targets"][number];
type Options = {
  dryRun?: boolean;
  reason: string;
  ifRevision?: string;
  drainMinutes?: number;
  then?: DrainThen;
};

const minutes = z.coerce.number("expected a number of minutes").int().min(1);

export const trafficSet = (onSession: OnSession) =>
  new Command("set")
    .description("Moves an origin's traffic between regions")
    .argument("<origin>", "the region where requests enter")
    .argument(
      "<region=weight...>",
      "region=weight makes it active; also region=weight:state and region=state",
      eachCheckedBy(target),
    )
    .addOption(reasonOption())
    .addOption(ifRevisionOption("the origin"))
    .addOption(dryRunOption())
    .option("--drain-minutes <n>", "deadline of a drain", checkedBy(minutes))
    .addOption(new Option("--then <state>", "state after the drain").choices(DrainThen.options))
    .addHelpText(
      "after",
      examples(
        'meridian traffic set eu-central eu-central=90 ap-southeast=10 --reason "try the new nodes"',
        'meridian traffic set eu-central ap-southeast=standby --reason "back to normal"',
        'meridian traffic set eu-central eu-central=drain ap-southeast=100 --drain-minutes 10 --then cordon --reason "new kernel"',
      ),
    )
    .action(
      onSession(async ({ api, out }, name: string, typed: TypedMember[], options: Options) => {
        const { reason, then, drainMinutes, dryRun } = options;
        const traffic = await getTraffic(api);
        const origin = findOrigin(traffic, name);
        const drain = drainMinutes && then && { minutes: drainMinutes, then };
        const targets = typed.map((one) => toTarget(traffic, origin, one, drain || undefined));
        const path = `/traffic/origins/${origin.regionId}`;
        const baseRevision = options.ifRevision ?? origin.revision;
        const changed = await api.change("PUT", path, TrafficChanged, {
          baseRevision,
          body: { targets, reason, dryRun },
          askWith: `meridian traffic get ${name}`,
          pinnedBy: `--if-revision ${baseRevision}`,
        });
        return answerChange(out, changed, () => {
          out.line(`Traffic of ${name} is at revision ${changed.revision}.`);
          warnOfUnproven(out, changed);
        });
      }),
    );

function toTarget(
  traffic: TrafficView,
  origin: OriginView,
  { region, weight, state }: TypedMember,
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
