import { TesterOptions, TestParseResult } from "@meridian/contracts/api";
import {
  type AddressResult,
  missingIncludes,
  ParseInclude,
  parseIncludes,
  ParseResponse,
} from "@meridian/contracts/wire";
import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { findNamed } from "../find-named.ts";
import { assertUtf8, readLines } from "../input/read-addresses.ts";
import { checkedBy, listOf } from "../input/typed.ts";
import { includedLines } from "../included-lines.ts";
import { examples, type OnSession, type Session } from "../session.ts";

/** As many as the console takes at once. */
const addressesMax = 20;

type Options = {
  region?: string;
  node?: string;
  version?: string;
  include?: ParseInclude[];
  regionHint?: string;
};
/** Which way the addresses go, and what is asked about them. */
type Asked = {
  regionId: string;
  nodeId: string | undefined;
  version: string | undefined;
  include: ParseInclude[] | undefined;
  /** Where the addresses probably are. */
  region: string | undefined;
};

export const parse = (onSession: OnSession) =>
  new Command("parse")
    .description("Parses addresses through a region's gateway")
    .argument("<address...>", "or - to read one address a line from the standard input")
    .option("--region <region>", "where the requests enter; default: the first with a live gateway")
    .option("--node <node>", "ask this node")
    .option("--version <version>", "ask for this version")
    .option(
      "--include <list>",
      `answer also with ${parseIncludes.join(", ")}`,
      checkedBy(listOf(ParseInclude)),
    )
    .option("--region-hint <division>", "code or name of where the addresses probably are")
    .addHelpText(
      "after",
      examples(
        "meridian parse 浙江省杭州市余杭区文一西路969号",
        "meridian parse - --region eu-central --json < addresses.txt",
        "meridian parse 朝阳区建国路93号 --include address,resolution --region-hint 北京",
      ),
    )
    .action(
      onSession(async (session, typed: string[], { region, node, regionHint, ...about }: Options) => {
        const addresses = typed.length === 1 && typed[0] === "-" ? await readLines(process.stdin) : typed;
        assertUtf8(addresses);
        const route = await findRoute(session, region, node);
        const { version, include } = about;
        const asked = { ...route, version, include, region: regionHint };
        let hasFailed = false;
        for (let start = 0; start < addresses.length; start += addressesMax) {
          const some = addresses.slice(start, start + addressesMax);
          const results = await ask(session, asked, some);
          const missing = missingIncludes(include ?? [], results);
          hasFailed ||= missing.length > 0 || results.some((result) => "error" in result);
          show(session, some, results, missing);
          if (session.out.isClosed()) break;
        }
        return hasFailed ? 1 : 0;
      }),
    );

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

async function ask({ api }: Session, asked: Asked, addresses: string[]): Promise<AddressResult[]> {
  const answer = await api.ask("/parse", TestParseResult, { ...asked, addresses });
  const parsed = ParseResponse.safeParse(answer.body);
  if (answer.status === 200 && parsed.success) return parsed.data.results;
  throw new CliError("refused", `${answer.viaGateway.name} answered with something else than elements.`);
}

/** In JSON one line for each address, with what is missing of what was asked for. */
function show(
  { out }: Session,
  addresses: string[],
  results: AddressResult[],
  missing: ParseInclude[],
): void {
  for (const [index, result] of results.entries()) {
    const address = addresses[index] ?? "";
    out.answer({ address, ...result, ...(missing.length > 0 && { missingIncludes: missing }) }, () => {
      out.line(out.paint("bold", address));
      if ("error" in result) return out.line(`  ${out.paint("red", result.error.message)}`);
      const elements = result.elements.map(({ type, text }) => [type, text] as const);
      for (const [name, text] of [...elements, ...includedLines(result)])
        out.line(`  ${out.paint("dim", name.padEnd(14))}${text}`);
    });
  }
  if (missing.length === 0 || out.isJson) return;
  const lacks = `Without ${missing.join(", ")}: the node or the gateway runs an earlier release, which answers elements alone.`;
  out.line(out.paint("yellow", lacks));
}
