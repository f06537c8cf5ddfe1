import { fetchText } from "@meridian/contracts/wait";
import { createToken, RestClient } from "../../harness/rest-client.ts";
import { startSystem, type TestSystem } from "../../harness/start-system.ts";
import { enrolFleet } from "../../sim/agents/enrol.ts";
import { rssMb } from "../node/process-tree.ts";
import { ApiCases, type ApiDocument, type Tried } from "./api-cases.ts";
import { gatewayCase, rawCase } from "./gateway-cases.ts";
import { type Nasty, nastyOf } from "./nasty.ts";
import { SocketCases } from "./socket-cases.ts";

const region = "fuzz";
/** So many that none is kept away for what it sends for long. */
const links = 60;

/** What the fuzzer is let at: a console, a node and a gateway, and what a client of each may send. */
export class FuzzedSystem {
  private constructor(
    private readonly system: TestSystem,
    private readonly api: ApiCases,
    private readonly sockets: SocketCases,
    private readonly known: readonly string[],
    private readonly pids: readonly (number | null)[],
  ) {}

  static async start(): Promise<FuzzedSystem> {
    const system = await startSystem({
      regions: [{ name: region, nodes: 1 }],
      // What one sends is not to be refused for its number.
      consoleEnv: { MERIDIAN_PROCEDURES_PER_SECOND: "100000", MERIDIAN_HANDSHAKES_PER_SECOND: "10000" },
    });
    const console = await system.signIn();
    const roles = ["viewer", "operator", "approver", "admin"] as const;
    const made = await Promise.all(roles.map((role) => createToken(console, role)));
    const tokens = made.map(({ token }) => token);
    const rest = new RestClient(system.url, tokens.at(-1) ?? "");
    const identities = await enrolFleet(console, {
      regions: ["fuzz-sockets"],
      nodes: links / 2,
      gateways: links / 2,
    });
    const regions = (await rest.ask<{ data: { id: string; name: string }[] }>("GET", "/regions")).body.data;
    const { text } = await fetchText(`${system.url}/api/v1/openapi.json`, {}, { ms: 30_000 });
    const own = [...system.local.agents.keys()].map((name) => system.agent(name).id);
    const known = [...regions.flatMap(({ id, name }) => [id, name]), ...own, "compact"];
    return new FuzzedSystem(
      system,
      new ApiCases(system.url, JSON.parse(text) as ApiDocument, tokens),
      new SocketCases(system.url, identities),
      known,
      pidsOf(system),
    );
  }

  /** Tries case `index` of the run with this seed. Throws when no answer came. */
  try(seed: number, index: number): Promise<Tried> {
    const nasty = nastyOf(seed, index, this.known);
    const kinds = [
      [30, () => this.api.rest(nasty)],
      [25, () => this.api.trpc(nasty)],
      [15, () => this.sockets.agent(nasty)],
      [2, () => this.sockets.operator(nasty)],
      [24, () => gatewayCase(this.gatewayUrl, nasty)],
      [4, () => rawCase(this.rawTarget(nasty), nasty)],
    ] as const;
    return nasty.random.weighted(kinds)();
  }

  /** Memory of the console and of the gateway. */
  get rssMb(): { console: number; gateway: number } {
    const { pid } = this.system.local.console;
    return { console: rssMb(pid ?? 0), gateway: rssMb(this.system.agent(`${region}-gateway`).pid) };
  }

  /** Processes that ended, or began anew, since the start. */
  get crashes(): number {
    const now = pidsOf(this.system);
    return this.pids.filter((pid, index) => now[index] !== pid).length;
  }

  /** Rows of telemetry that the database did not take. */
  async rowsDropped(): Promise<number> {
    const { text } = await fetchText(this.system.local.consoleMetricsUrl, {}, { ms: 30_000 });
    return Number(/^meridian_telemetry_rows_dropped_total (\d+)/m.exec(text)?.[1] ?? Number.NaN);
  }

  async stop(): Promise<void> {
    this.sockets.stop();
    await this.system.dispose();
  }

  private rawTarget(nasty: Nasty): string {
    return nasty.oneOf([this.system.url, this.gatewayUrl]);
  }

  private get gatewayUrl(): string {
    return this.system.agent(`${region}-gateway`).url;
  }
}

function pidsOf({ local }: TestSystem): (number | null)[] {
  return [local.console.pid, ...[...local.agents.values()].map(({ process }) => process.pid)];
}
