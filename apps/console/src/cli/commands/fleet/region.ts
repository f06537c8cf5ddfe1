import { CreateRegionInput, RegionEntry } from "@meridian/contracts/api";
import { Command, Option } from "commander";
import { z } from "zod";
import { listAll } from "../../api-list.ts";
import { findNamed } from "../../find-named.ts";
import { checkedBy, reasonOption } from "../../input/typed.ts";
import { examples, type OnSession } from "../../session.ts";

const { name, label, agentNetworks } = CreateRegionInput.shape;
const Created = CreateRegionInput.extend({ id: z.string() });
const networks = z
  .string()
  .transform((text) => (text === "none" ? [] : text.split(",").map((one) => one.trim())))
  .pipe(agentNetworks.unwrap());
const askWith = "meridian region list";
const degrees = (max: number) => {
  const error = `expected degrees, -${max} to ${max}`;
  return checkedBy(z.coerce.number(error).min(-max, error).max(max, error));
};

export const regionList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists regions, with how many nodes and gateways each has")
    .addHelpText("after", examples("meridian region list", "meridian region list --json | jq '.[].name'"))
    .action(
      onSession(async ({ api, out }) => {
        const regions = await listAll(api, "/regions", RegionEntry);
        out.answer(regions, () => {
          if (regions.length === 0) out.line("There are no regions yet.");
          else out.table(["name", "label", "id", "nodes", "gateways"], regions.map(row));
        });
        return 0;
      }),
    );

function row(region: RegionEntry): string[] {
  return [region.name, region.label, region.id, String(region.nodes), String(region.gateways)];
}

type Place = { label: string; latitude: number; longitude: number };
type Networks = { networks?: string[] | undefined };

const networksOption = () =>
  new Option(
    "--networks <list>",
    "networks such as 10.42.0.0/16, separated by commas, in which its agents may move; none: only on the host that an agent enrolled with",
  ).argParser(checkedBy(networks));

export const regionCreate = (onSession: OnSession) =>
  new Command("create")
    .description("Adds a region")
    .argument("<name>", "as in eu-central", checkedBy(name))
    .requiredOption("--label <text>", "its name for people, e.g. Frankfurt", checkedBy(label))
    .requiredOption("--latitude <degrees>", "north", degrees(90))
    .requiredOption("--longitude <degrees>", "east", degrees(180))
    .addOption(networksOption())
    .addHelpText(
      "after",
      examples("meridian region create eu-central --label Frankfurt --latitude 50.1 --longitude 8.7"),
    )
    .action(
      onSession(async ({ api, out }, typed: string, place: Place & Networks) => {
        const { networks: agentNetworks, ...rest } = place;
        const body = { name: typed, ...rest, agentNetworks };
        const region = await api.change("POST", "/regions", Created, { body, askWith });
        out.answer(region, () => out.line(`Region ${region.name} is made: ${region.id}.`));
        return 0;
      }),
    );

export const regionUpdate = (onSession: OnSession) =>
  new Command("update")
    .description("Changes a region's name, label, place or its agents' networks")
    .argument("<region>")
    .option("--name <name>", "its new name", checkedBy(name))
    .option("--label <text>", "its new name for people", checkedBy(label))
    .option("--latitude <degrees>", "north", degrees(90))
    .option("--longitude <degrees>", "east", degrees(180))
    .addOption(networksOption())
    .addHelpText(
      "after",
      examples(
        "meridian region update eu-central --label Frankfurt",
        "meridian region update eu-central --networks 10.42.0.0/16,fd12::/48",
      ),
    )
    .action(
      onSession(
        async ({ api, out }, typed: string, options: Partial<Place & { name: string }> & Networks) => {
          const { id } = findNamed("region", await listAll(api, "/regions", RegionEntry), typed);
          const { networks: agentNetworks, ...rest } = options;
          const body = { ...rest, agentNetworks };
          await api.change("PATCH", `/regions/${id}`, z.void(), { body, askWith });
          out.answer({ id }, () => out.line(`Region ${typed} is changed.`));
          return 0;
        },
      ),
    );

export const regionArchive = (onSession: OnSession) =>
  new Command("archive")
    .description("Archives a region that has no agents")
    .argument("<region>")
    .addOption(reasonOption())
    .addHelpText("after", examples('meridian region archive eu-north --reason "moved to eu-central"'))
    .action(
      onSession(async ({ api, out }, typed: string, { reason }: { reason: string }) => {
        const { id } = findNamed("region", await listAll(api, "/regions", RegionEntry), typed);
        await api.change("POST", `/regions/${id}/archive`, z.void(), { body: { reason }, askWith });
        out.answer({ id }, () => out.line(`Region ${typed} is archived.`));
        return 0;
      }),
    );
