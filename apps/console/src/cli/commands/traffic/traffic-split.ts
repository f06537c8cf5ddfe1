import { type OriginView, TrafficChanged } from "@meridian/contracts/api";
import { Command } from "commander";
import { z } from "zod";
import { answerChange, dryRunOption } from "../../dry-run.ts";
import { findNamed } from "../../find-named.ts";
import { examples, type OnSession } from "../../session.ts";
import { findOrigin, getTraffic } from "../../traffic.ts";
import { checkedBy, ifRevisionOption, reasonOption } from "../../input/typed.ts";

type Options = { dryRun?: boolean; reason: string; ifRevision?: string };
type TypedSplit = { name: string; percent: number } | null;

const typedSplit = z
  .string()
  .regex(/^(off|[^=]+=\d{1,3})$/, "expected <version>=<percent>, or off")
  .transform((text): TypedSplit => {
    const [name = "", percent] = text.split("=");
    return percent === undefined ? null : { name, percent: Number(percent) };
  });

export const trafficSplit = (onSession: OnSession) =>
  new Command("split")
    .description(
      "Sends part of an origin's requests to another version that its nodes hold ready, or ends that",
    )
    .argument("<origin>", "the region where requests enter")
    .argument("<version=percent|off>", "off ends the split", checkedBy(typedSplit))
    .addOption(reasonOption())
    .addOption(ifRevisionOption("the split"))
    .addOption(dryRunOption())
    .addHelpText(
      "after",
      examples(
        'meridian traffic split eu-central mgeo-compact-2=5 --reason "a first look"',
        'meridian traffic split eu-central off --reason "seen enough"',
      ),
    )
    .action(
      onSession(
        async ({ api, out }, name: string, split: TypedSplit, { reason, ifRevision, dryRun }: Options) => {
          const origin = findOrigin(await getTraffic(api), name);
          const baseRevision = ifRevision ?? origin.split.revision;
          const version = split && { modelVersionId: versionId(origin, split.name), percent: split.percent };
          const path = `/traffic/origins/${origin.regionId}/split`;
          const changed = await api.change("PUT", path, TrafficChanged, {
            baseRevision,
            body: { split: version, reason, dryRun },
            askWith: `meridian traffic get ${name}`,
            pinnedBy: `--if-revision ${baseRevision}`,
          });
          const says = split
            ? `${split.percent} % of the requests of ${name} ask for ${split.name}.`
            : `Requests of ${name} are no longer split.`;
          return answerChange({ api, out }, changed, () => out.line(says));
        },
      ),
    );

/** The current one may be held by nobody any more. */
function versionId({ split: { current, choices } }: OriginView, name: string): string {
  const all = [...choices, ...(current ? [current] : [])];
  return findNamed("version held ready by its nodes,", all, name).modelVersionId;
}
