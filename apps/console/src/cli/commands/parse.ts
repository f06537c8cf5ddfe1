import { text } from "node:stream/consumers";
import { TesterOptions, TestParseResult } from "@meridian/contracts/api";
import { type AddressResult, ParseResponse } from "@meridian/contracts/wire";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import { type Session, defineCommand } from "../command.ts";
import { findNamed } from "../find-named.ts";

/** As many as the console takes at once. */
const addressesMax = 20;

type Route = { regionId: string; nodeId: string | undefined; version: string | undefined };

export const parse = defineCommand({
  name: "parse",
  usage: "<address …> | -",
  summary: "Parses addresses through a region's gateway; with - one from each line of the standard input",
  options: {
    region: { value: "region", text: "where the requests enter; default: the first with a live gateway" },
    node: { value: "node", text: "ask this node" },
    version: { value: "version", text: "ask for this version" },
  },
  examples: [
    "meridian parse 浙江省杭州市余杭区文一西路969号",
    "meridian parse - --region eu-central --json < addresses.txt",
  ],
  input: z.object({
    args: z.array(z.string()).min(1, "expected an address, or - for the standard input"),
    region: z.string().optional(),
    node: z.string().optional(),
    version: z.string().optional(),
  }),
  run: async (session, { args, region, node, version }) => {
    const addresses = args.length === 1 && args[0] === "-" ? await readLines() : args;
    const route = { ...(await findRoute(session, region, node)), version };
    let hasFailed = false;
    for (let start = 0; start < addresses.length; start += addressesMax) {
      const some = addresses.slice(start, start + addressesMax);
      const results = await ask(session, route, some);
      hasFailed ||= results.some((result) => "error" in result);
      show(session, some, results);
    }
    return hasFailed ? 1 : 0;
  },
});

async function readLines(): Promise<string[]> {
  const lines = (await text(process.stdin)).split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length > 0) return lines;
  throw new CliError("usage", "The standard input holds no address.");
}

async function findRoute({ api }: Session, regionName: string | undefined, nodeName: string | undefined) {
  const { regions, nodes } = await api.get("/tester/options", TesterOptions);
  const node = nodeName === undefined ? undefined : findNamed("node", nodes, nodeName);
  const region =
    regionName === undefined
      ? regions.find(({ id, hasLiveGateway }) => hasLiveGateway && (!node || node.regionId === id))
      : findNamed("region", regions, regionName);
  if (!region) throw new CliError("refused", "No gateway is live.");
  return { regionId: region.id, nodeId: node?.id };
}

async function ask({ api }: Session, route: Route, addresses: string[]): Promise<AddressResult[]> {
  const answer = await api.change("POST", "/parse", TestParseResult, { body: { ...route, addresses } });
  const parsed = ParseResponse.safeParse(answer.body);
  if (answer.status === 200 && parsed.success) return parsed.data.results;
  const said = z.object({ error: z.object({ message: z.string() }) }).safeParse(answer.body).data;
  const message = said?.error.message ?? "no reason given";
  throw new CliError("refused", `${answer.viaGateway.name} answered ${answer.status}: ${message}`);
}

/** In JSON one line for each address. */
function show({ out }: Session, addresses: string[], results: AddressResult[]): void {
  for (const [index, result] of results.entries()) {
    const address = addresses[index] ?? "";
    out.answer({ address, ...result }, () => {
      out.line(out.paint("bold", address));
      if ("error" in result) out.line(`  ${out.paint("red", result.error.message)}`);
      else
        for (const { type, text } of result.elements)
          out.line(`  ${out.paint("dim", type.padEnd(14))}${text}`);
    });
  }
}
