import { ModelVersionView, RegionEntry, RolloutChanged } from "@meridian/contracts/api";
import type { Precision } from "@meridian/contracts/fleet";
import { Command } from "commander";
import { z } from "zod";
import { listAll } from "../../api-list.ts";
import { CliError } from "../../cli-error.ts";
import type { ConsoleApi } from "../../console-api.ts";
import { answerChange, dryRunOption } from "../../dry-run.ts";
import { findNamed } from "../../find-named.ts";
import { sentenceOf } from "../../rollout.ts";
import { examples, type OnSession, type Session } from "../../session.ts";
import { checkedBy, duration, percent, precisionOption, reasonOption } from "../../input/typed.ts";

type Options = {
  dryRun?: boolean;
  reason: string;
  precision?: Precision;
  regions?: string[];
  bake?: number;
  p95Ratio?: number;
  errorShare?: number;
};

const regionNames = z.string().transform((text) => text.split(","));
const ratio = z.coerce.number("expected a number").min(1).max(100);

export const rolloutStart = (onSession: OnSession) =>
  new Command("start")
    .description("Brings a model version to regions, one after another")
    .argument("<version>")
    .addOption(reasonOption())
    .addOption(precisionOption())
    .addOption(dryRunOption())
    .option(
      "--regions <a,b,c>",
      "in this order; default: every region that has nodes",
      checkedBy(regionNames),
    )
    .option(
      "--bake <time>",
      "how long to watch each region after its switch; default 2m",
      checkedBy(duration),
    )
    .option(
      "--p95-ratio <n>",
      "roll back when p95 is above n times what it was; default 1.5",
      checkedBy(ratio),
    )
    .option(
      "--error-share <n%>",
      "roll back when more requests than that fail; default 1%",
      checkedBy(percent),
    )
    .addHelpText(
      "after",
      examples(
        'meridian rollout start compact-b --reason "better on floors"',
        'meridian rollout start compact-b --regions eu-central,ap-southeast --bake 10m --precision int8 --reason "release 7"',
      ),
    )
    .action(onSession(startRollout));

async function startRollout({ api, out }: Session, name: string, options: Options): Promise<number> {
  const regions = await chooseRegions(api, options.regions);
  const versions = await listAll(api, "/versions", ModelVersionView);
  const { reason, precision, bake: bakeSeconds, p95Ratio, errorShare, dryRun } = options;
  const body = {
    modelVersionId: findNamed("version", versions, name).id,
    regionIds: regions.map(({ id }) => id),
    ...{ reason, precision, bakeSeconds, dryRun },
    gates: { p95RatioMax: p95Ratio, errorShareMax: errorShare },
  };
  const rollout = await api.change("POST", "/rollouts", RolloutChanged, {
    body,
    askWith: "meridian rollout list",
    pinnedBy: `--regions ${regions.map((region) => region.name).join(",")}`,
  });
  return answerChange({ api, out }, rollout, () => {
    out.line(sentenceOf(rollout));
    const order = regions.map((region) => region.name).join(", ");
    out.line(`In this order: ${order}. Follow it: meridian rollout watch`);
  });
}

async function chooseRegions(api: ConsoleApi, names: string[] | undefined): Promise<RegionEntry[]> {
  const all = await listAll(api, "/regions", RegionEntry);
  const chosen = names?.map((name) => findNamed("region", all, name)) ?? all.filter(({ nodes }) => nodes > 0);
  if (chosen.length === 0) throw new CliError("refused", "No region has nodes.");
  return chosen;
}
