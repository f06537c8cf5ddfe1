import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrateDatabase } from "../../scripts/lib/database.ts";
import { ensureRegions } from "../../scripts/lib/ensure-regions.ts";
import { type PlannedAgent, planAgents, type RegionSpec } from "../../scripts/lib/fleet-plan.ts";
import { LocalSystem, readIdentity } from "../../scripts/lib/local-system.ts";
import { entryPoints, layoutOf } from "../../scripts/lib/paths.ts";
import { isAnswering, waitFor } from "../../scripts/lib/wait-for.ts";
import { type ConsoleClient, type Credentials, signIn } from "./console-client.ts";
import { freePort } from "./free-port.ts";
import { processesOf } from "./leftovers.ts";
import { cachedText, Load } from "./load.ts";

export type SystemOptions = {
  /** Regions and how many inference nodes each has; every region gets a gateway. Default: none. */
  regions?: RegionSpec[];
  consoleEnv?: Record<string, string>;
  agentEnv?: Record<string, string>;
};

/** Boots database, console and agents for real, on free ports, in a folder of its own. */
export async function startSystem(options: SystemOptions = {}): Promise<TestSystem> {
  assertBuilt();
  const dir = mkdtempSync(join(tmpdir(), "meridian-story-"));
  chmodSync(dir, 0o755);
  const system = new TestSystem(dir, await freePort(), options);
  try {
    await system.boot(options.regions ?? []);
    return system;
  } catch (error) {
    await system.dispose();
    throw error;
  }
}

export class TestSystem {
  readonly local: LocalSystem;
  readonly dir: string;
  private credentials: Credentials | null = null;

  constructor(dir: string, port: number, { consoleEnv = {}, agentEnv = {} }: SystemOptions) {
    this.dir = dir;
    this.local = new LocalSystem({
      layout: layoutOf(dir),
      port,
      consoleEnv,
      agentEnv: { MERIDIAN_RECONNECT_MAX_MS: "2000", ...agentEnv },
    });
  }

  get url(): string {
    return this.local.consoleUrl;
  }

  get administrator(): Credentials {
    if (this.credentials === null) throw new Error("the system is not up");
    return this.credentials;
  }

  async boot(regions: RegionSpec[]): Promise<void> {
    const { url } = await this.local.openDatabase(undefined);
    await migrateDatabase(url);
    this.credentials = await this.local.admin<Credentials>("ensure-administrator");
    await ensureRegions(this.local, regions);
    await this.local.startConsole();
    for (const plan of planAgents(regions)) {
      await this.local.startAgent(plan);
      await this.local.waitUntilReady(plan.name);
    }
  }

  agent(name: string): AgentHandle {
    return new AgentHandle(this.local, name);
  }

  /** Adds an agent to a region that exists; does not wait for it. */
  async addAgent(plan: PlannedAgent, env: Record<string, string> = {}): Promise<AgentHandle> {
    await this.local.startAgent(plan, env);
    return this.agent(plan.name);
  }

  signIn(): Promise<ConsoleClient> {
    return signIn(this.url, this.administrator);
  }

  load(gatewayName: string, connections = 4, textOf = cachedText): Load {
    return new Load(this.agent(gatewayName).url, connections, textOf);
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

  async restartConsole(): Promise<void> {
    this.local.console.start();
    await eventually(() => isAnswering(`${this.url}/api/health`), "the console is back");
  }

  /** Stops everything and fails when a process is left behind. */
  async dispose(): Promise<void> {
    await this.local.stop();
    const isClean = () => processesOf(this.dir).length === 0;
    await eventually(isClean, "no process is left", 10_000).catch(() => {
      throw new Error(`left behind:\n${processesOf(this.dir).join("\n")}`);
    });
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** One agent process, which a story may end and start again. */
export class AgentHandle {
  readonly name: string;
  private readonly local: LocalSystem;

  constructor(local: LocalSystem, name: string) {
    this.local = local;
    this.name = name;
  }

  get url(): string {
    return `http://127.0.0.1:${this.identity.port}`;
  }

  get id(): string {
    return this.identity.agentId;
  }

  get pid(): number {
    const { pid } = this.process;
    if (pid === null) throw new Error(`${this.name} does not run`);
    return pid;
  }

  get dataDir(): string {
    return this.local.agent(this.name).dataDir;
  }

  get process() {
    return this.local.agent(this.name).process;
  }

  /** SIGKILL to the agent alone; its engines have to notice. */
  async kill(): Promise<void> {
    process.kill(this.pid, "SIGKILL");
    await this.process.ended;
  }

  async stop(): Promise<void> {
    await this.process.stop(10_000);
  }

  start(): void {
    this.process.start();
  }

  async restart(): Promise<void> {
    await this.stop();
    this.start();
    await this.ready();
  }

  /** A gateway's `/debug/routing`, as `token` opens it. */
  async routing(token: string): Promise<unknown> {
    const response = await fetch(`${this.url}/debug/routing`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return response.json();
  }

  ready(): Promise<void> {
    return this.local.waitUntilReady(this.name);
  }

  private get identity() {
    const identity = readIdentity(this.dataDir);
    if (identity === null) throw new Error(`${this.name} is not enrolled`);
    return identity;
  }
}

/** Waits for a condition, never for a time. */
export function eventually<T>(
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  what: string,
  deadlineMs = 30_000,
): Promise<T> {
  return waitFor(ask, { what, deadlineMs, everyMs: 50 });
}

function assertBuilt(): void {
  const missing = [entryPoints.console, entryPoints.agent].filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`Run npm run build first: ${missing.join(", ")} is missing.`);
}
