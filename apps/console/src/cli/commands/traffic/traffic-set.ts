import { TrafficChanged } from "@meridian/contracts/api";
import { Command } from "commander";
import { answerChange, dryRunOption } from "../../dry-run.ts";
import { findNamed } from "../../find-named.ts";
import { desiredOf, type DrainOptions, withDrain } from "../../input/drain.ts";
import { target, type TypedMember } from "../../input/target.ts";
import { eachCheckedBy, ifRevisionOption, reasonOption } from "../../input/typed.ts";
import { examples, type OnSession } from "../../session.ts";
import { findOrigin, getTraffic, warnOfUnproven } from "../../traffic.ts";

type Options = DrainOptions & { dryRun?: boolean; reason: string; ifRevision?: string };

export const trafficSet = (onSession: OnSession) =>
  withDrain(new Command("set").description("Moves an origin's traffic between regions"))
    .argument("<origin>", "the region where requests enter")
    .argument(
      "<region=weight...>",
      "region=weight makes it active; also region=weight:state and region=state",
      eachCheckedBy(target),
    )
    .addOption(reasonOption())
    .addOption(ifRevisionOption("the origin"))
    .addOption(dryRunOption())
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
        const { reason, dryRun } = options;
        const traffic = await getTraffic(api);
        const origin = findOrigin(traffic, name);
        const targets = typed.map((one) => {
          const { id: regionId } = findNamed("region", traffic.regions, one.name);
          const current = origin.targets.find((member) => member.regionId === regionId);
          return { regionId, ...desiredOf(one, current, options) };
        });
        const path = `/traffic/origins/${origin.regionId}`;
        const baseRevision = options.ifRevision ?? origin.revision;
        const changed = await api.change("PUT", path, TrafficChanged, {
          baseRevision,
          body: { targets, reason, dryRun },
          askWith: `meridian traffic get ${name}`,
          pinnedBy: `--if-revision ${baseRevision}`,
        });
        return answerChange({ api, out }, changed, () => {
          out.line(`Traffic of ${name} is at revision ${changed.revision}.`);
          warnOfUnproven(out, changed);
        });
      }),
    );
