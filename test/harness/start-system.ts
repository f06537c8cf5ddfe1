import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PlannedAgent, planAgents, type RegionSpec } from "../../scripts/lib/fleet-plan.ts";
import { LocalSystem } from "../../scripts/lib/local-system.ts";
import { entryPoints, layoutOf } from "../../scripts/lib/paths.ts";
import { AgentHandle, debugToken } from "./agent-handle.ts";
import { ClientLoad } from "./client-load.ts";
import { type ConsoleClient, type Credentials, signIn } from "./console-client.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { processesOf } from "./leftovers.ts";
import type { Link } from "./link.ts";
import { cachedText, Load, pauseMs } from "./load.ts";
import { administratorOf, copyPreparedData, prepareData } from "./prepare-data.ts";
import { archiveOthers, isConverged, resetPolicies } from "./reset-policies.ts";

export { eventually };

export type SystemOptions = {
  /** Regions and how many inference nodes each has; every region gets a gateway. Default: none. */
  regions?: RegionSpec[];
  consoleEnv?: Record<string, string>;
  /** Of the console; a free one unless said. */
  port?: number;
  agentEnv?: Record<string, string>;
  /** What agents reach the console by: a story may cut it. */
  consoleLink?: Link;
};

/** Boots database, console and agents for real, on free ports, in a folder of its own. */
export async function startSystem(options: SystemOptions = {}): Promise<TestSystem> {
  const system = new TestSystem(options);
  await system.boot();
  return system;
}

type Running = { dir: string; local: LocalSystem };

export class TestSystem {
  private readonly options: SystemOptions;
  private readonly plans: PlannedAgent[];
  private running: Running | null = null;
  private session: ConsoleClient | null = null;
  private readonly loads = new Set<{ stop(): Promise<unknown> }>();
  /** The console runs with settings of a story. */
  private isConsoleAltered = false;
  /** No story was on it: its gateways have nothing to forget. */
  private isNew = true;

  constructor(options: SystemOptions) {
    this.options = options;
    this.plans = planAgents(options.regions ?? []);
  }

  get local(): LocalSystem {
    return this.present.local;
  }

  get dir(): string {
    return this.present.dir;
  }

  get url(): string {
    return this.local.consoleUrl;
  }

  get administrator(): Credentials {
    return administratorOf(this.local.layout);
  }

  async boot(): Promise<void> {
    assertBuilt();
    const dir = mkdtempSync(join(tmpdir(), "meridian-story-"));
    chmodSync(dir, 0o755);
    const { consoleEnv = {}, agentEnv = {}, consoleLink } = this.options;
    await consoleLink?.open();
    const port = this.options.port ?? (await freePort());
    const local = new LocalSystem({
      ...{ layout: layoutOf(dir), port, consoleEnv },
      agentEnv: {
        MERIDIAN_RECONNECT_MAX_MS: "2000",
        MERIDIAN_DEBUG_TOKEN: debugToken,
        ...(consoleLink && { MERIDIAN_CONSOLE_URL: consoleLink.url }),
        ...agentEnv,
      },
    });
    this.running = { dir, local };
    try {
      await this.bringUp(local, dir);
    } catch (error) {
      await this.dispose();
      throw error;
    }
  }

  private async bringUp(local: LocalSystem, dir: string): Promise<void> {
    const prepared = process.env.MERIDIAN_PREPARED_DATA;
    await (prepared ? copyPreparedData(prepared, dir) : prepareData(dir));
    await local.openDatabase(undefined);
    await Promise.all([local.startConsole(), local.prepareFleet(this.options.regions ?? [], this.plans)]);
    this.restoreLink();
    await local.startFleet(this.plans);
  }

  /**
   * Makes the system as it was when it was new: what is down runs again, what stories added is gone, settings are the
   * default ones. Gateways begin anew, because what they remember of nodes would last into the next story.
   */
  async reset(): Promise<void> {
    const { local } = this;
    this.restoreLink();
    await Promise.all([...this.loads].map((load) => load.stop()));
    this.loads.clear();
    await local.openDatabase(undefined);
    if (local.console.pid === null || this.isConsoleAltered) await this.restartConsole();
    const console = await this.signIn();
    const kept = new Set(this.plans.map(({ name }) => name));
    const agents = [...local.agents.values()];
    const ending = agents.filter(({ plan }) =>
      kept.has(plan.name) ? plan.role === "gateway" && !this.isNew : true,
    );
    this.isNew = false;
    await Promise.all(ending.map(({ plan }) => this.agent(plan.name).stop()));
    for (const { plan } of agents) if (!kept.has(plan.name)) local.agents.delete(plan.name);
    for (const { process } of local.agents.values()) if (process.pid === null) process.start();
    await Promise.all([...kept].map((name) => local.waitUntilReady(name)));
    await archiveOthers(console, kept);
    await resetPolicies(console);
    await eventually(() => isConverged(console), "the system is as it was", 60_000);
  }

  agent(name: string): AgentHandle {
    return new AgentHandle(this.local, name);
  }

  /** Adds an agent to a region that exists; does not wait for it. */
  async addAgent(plan: PlannedAgent, env: Record<string, string> = {}): Promise<AgentHandle> {
    await this.local.startAgent(plan, env);
    return this.agent(plan.name);
  }

  /** Signs in once for all: the console lets nobody sign in ten times a minute. */
  async signIn(): Promise<ConsoleClient> {
    this.session ??= await signIn(this.url, this.administrator);
    return this.session;
  }

  load(gatewayName: string, connections = 4, textOf = cachedText, pause: number = pauseMs.brisk): Load {
    return this.watched(new Load(this.agent(gatewayName).url, connections, textOf, pause));
  }

  /** Clients that know several gateways, the first one preferred. */
  clientLoad(gatewayNames: readonly string[], width: number): ClientLoad {
    const urls = gatewayNames.map((name) => this.agent(name).url);
    return this.watched(new ClientLoad(urls, width));
  }

  /** Nobody is told beforehand; PostgreSQL is asked to stop at once. */
  async loseConsoleAndDatabase(): Promise<void> {
    const { console, database } = this.local;
    if (console.pid === null) throw new Error("the console does not run");
    process.kill(console.pid, "SIGKILL");
    await Promise.all([console.ended, database.stop()]);
  }

  async stopConsole(): Promise<void> {
    await this.local.console.stop(10_000);
  }

  /** With settings of a story on top of its own, until the next restart. */
  async restartConsole(env: Record<string, string> = {}): Promise<void> {
    await this.stopConsole();
    this.isConsoleAltered = Object.keys(env).length > 0;
    await this.local.startConsole(env);
  }

  /** Stops everything and fails when a process is left behind. */
  async dispose(): Promise<void> {
    if (this.running === null) return;
    const { dir, local } = this.running;
    this.running = null;
    await local.stop();
    this.options.consoleLink?.close();
    const isClean = () => processesOf(dir).length === 0;
    await eventually(isClean, "no process is left", 10_000).catch(() => {
      throw new Error(`left behind:\n${processesOf(dir).join("\n")}`);
    });
    rmSync(dir, { recursive: true, force: true });
  }

  private get present(): Running {
    if (this.running === null) throw new Error("the system is not up");
    return this.running;
  }

  /** A story that fails leaves its load behind: `reset()` stops it. */
  private watched<T extends { stop(): Promise<unknown> }>(load: T): T {
    this.loads.add(load);
    return load;
  }

  private restoreLink(): void {
    const { consoleLink } = this.options;
    if (!consoleLink) return;
    consoleLink.targetPort = Number(new URL(this.url).port);
    consoleLink.mend();
  }
}

function assertBuilt(): void {
  const missing = [entryPoints.console, entryPoints.agent].filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`Run npm run build first: ${missing.join(", ")} is missing.`);
}
