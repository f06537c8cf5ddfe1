import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askAdminCommand } from "./admin-command.ts";
import { type LocalDatabase, openDatabase } from "./database.ts";
import {
  agentDataDir,
  ensureRegionCommand,
  type PlannedAgent,
  type RegionSpec,
  tokenCommand,
} from "./fleet-plan.ts";
import { metricsUrl, readIdentity } from "./kept-files.ts";
import { ManagedProcess, type ProcessEvents, type ProcessSpec } from "./managed-process.ts";
import { consoleDir, entryPoints, type Layout, modelsDir } from "./paths.ts";
import { ProcessTable } from "./process-table.ts";
import { isAnswering, waitForProcess } from "./wait-for.ts";

export type LocalAgent = { process: ManagedProcess; plan: PlannedAgent; dataDir: string };

export type LocalSystemOptions = {
  layout: Layout;
  /** Of the console. */
  port: number;
  host?: string;
  /** Over the defaults below, as is `agentEnv`. */
  consoleEnv?: Record<string, string>;
  agentEnv?: Record<string, string>;
  onCrash?: ProcessEvents["onCrash"];
  /** Something worth telling happened. */
  onNote?: (text: string) => void;
  /** Aborted: whatever is still starting is given up. */
  signal?: AbortSignal;
};

const readyWithinMs = 60_000;
const stopWithinMs = 8_000;
const databaseCheckMs = 5_000;

/** A system on one machine speaks no TLS with itself, whatever certificate the environment names. */
const plainHttp = { MERIDIAN_TLS_CERT_FILE: "", MERIDIAN_TLS_KEY_FILE: "", MERIDIAN_MESH_TLS: "" };

/** All processes of one data folder: database, console, agents. The launcher and the stories run on this. */
export class LocalSystem {
  readonly agents = new Map<string, LocalAgent>();
  /** Enrolment tokens that were made ahead, by agent. */
  readonly #tokens = new Map<string, string>();
  readonly options: LocalSystemOptions;
  readonly events: ProcessEvents;
  readonly #others: ManagedProcess[] = [];
  #database: LocalDatabase | null = null;
  #console: ManagedProcess | null = null;
  #databaseUrl: string | undefined;
  #watching: Promise<void> | undefined;
  #isHurried = false;
  readonly #stopping = new AbortController();
  readonly #signal: AbortSignal;

  constructor(options: LocalSystemOptions) {
    this.options = options;
    this.#signal = AbortSignal.any([this.#stopping.signal, ...(options.signal ? [options.signal] : [])]);
    for (const dir of [options.layout.base, options.layout.logs]) mkdirSync(dir, { recursive: true });
    const table = new ProcessTable(options.layout.processes);
    this.events = {
      onStart: ({ name, pid }) => {
        if (pid !== null) table.add(name, pid);
      },
      onStop: ({ name }) => table.remove(name),
      onCrash: options.onCrash,
    };
  }

  /** Aborted when the system is being stopped. */
  get signal(): AbortSignal {
    return this.#signal;
  }

  get layout(): Layout {
    return this.options.layout;
  }

  /** Whether there is anything to stop. */
  get isStarted(): boolean {
    return this.#database !== null;
  }

  /** Where the processes of this machine reach the console. */
  get consoleUrl(): string {
    const { host = "127.0.0.1", port } = this.options;
    return `http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}`;
  }

  get database(): LocalDatabase {
    return present(this.#database, "the database");
  }

  get console(): ManagedProcess {
    return present(this.#console, "the console");
  }

  async openDatabase(
    databaseUrl: string | undefined,
    log: (line: string) => void = () => undefined,
  ): Promise<LocalDatabase> {
    this.#databaseUrl = databaseUrl;
    this.#database = await openDatabase(this.layout, databaseUrl, log);
    return this.#database;
  }

  admin<Answer extends object>(...args: string[]): Promise<Answer> {
    return askAdminCommand({ layout: this.layout, databaseUrl: this.database.url }, args);
  }

  /** @param env on top of what every console gets */
  async startConsole(env: Record<string, string> = {}): Promise<void> {
    const { host = "127.0.0.1", port, consoleEnv } = this.options;
    this.#console = this.#process("console", entryPoints.console, {
      cwd: consoleDir,
      env: {
        DATABASE_URL: await this.database.consoleUrl(),
        MERIDIAN_LISTEN_HOST: host,
        PORT: String(port),
        MERIDIAN_SECRETS_DIR: this.layout.secrets,
        MERIDIAN_MODELS_DIR: modelsDir,
        ...plainHttp,
        ...consoleEnv,
        ...env,
      },
    });
    this.#console.start();
    await waitForProcess(this.#console, () => isAnswering(`${this.consoleUrl}/api/health`), this.#wait);
  }

  isEnrolled(plan: PlannedAgent): boolean {
    return readIdentity(agentDataDir(this.layout, plan)) !== null;
  }

  /** Adds regions, and makes the tokens of agents that are not enrolled yet: one process for all of it. */
  async prepareFleet(regions: RegionSpec[], plans: PlannedAgent[]): Promise<void> {
    const joining = plans.filter((plan) => !this.isEnrolled(plan));
    const commands = [...regions.map(ensureRegionCommand), ...joining.map(tokenCommand)];
    if (commands.length === 0) return;
    const answers = await this.admin<{ token: string }[]>("batch", JSON.stringify(commands));
    const tokens = answers.slice(regions.length).map(({ token }) => token);
    joining.forEach(({ name }, index) => this.#tokens.set(name, tokens[index] ?? ""));
  }

  /**
   * Starts agents, as many at once as there are cores, and waits until all of them serve.
   * @param onReady how many of them serve now
   */
  async startFleet(plans: PlannedAgent[], onReady: (ready: number) => void = () => undefined): Promise<void> {
    const waiting = [...plans];
    let ready = 0;
    const startNext = async () => {
      for (let plan = waiting.shift(); plan; plan = waiting.shift()) {
        await this.startAgent(plan);
        await this.waitUntilReady(plan.name);
        onReady(++ready);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, startNext));
  }

  /**
   * Starts an agent; one that is not enrolled yet gets a token first.
   * @param env its own, beside what all agents get
   */
  async startAgent(plan: PlannedAgent, env: Record<string, string> = {}): Promise<LocalAgent> {
    const dataDir = agentDataDir(this.layout, plan);
    const token = this.isEnrolled(plan) ? null : await this.#takeToken(plan);
    this.#signal.throwIfAborted();
    const child = this.#process(plan.name, entryPoints.agent, {
      args: ["--role", plan.role],
      env: {
        MERIDIAN_CONSOLE_URL: this.consoleUrl,
        MERIDIAN_NAME: plan.name,
        MERIDIAN_DATA_DIR: dataDir,
        MERIDIAN_PORT: "0",
        MERIDIAN_METRICS_PORT: "0",
        MERIDIAN_MODEL_STORE: modelsDir,
        MERIDIAN_ENGINE_THREADS: "1",
        MERIDIAN_SELF_BENCHMARK: "false",
        MERIDIAN_RECONNECT_MAX_MS: "5000",
        MERIDIAN_DRAIN_MS: "3000",
        ...plainHttp,
        ...(token === null ? {} : { MERIDIAN_ENROLMENT_TOKEN: token }),
        ...this.options.agentEnv,
        ...env,
      },
    });
    const agent = { process: child, plan, dataDir };
    this.agents.set(plan.name, agent);
    child.start();
    return agent;
  }

  async createToken(plan: PlannedAgent): Promise<string> {
    return (await this.admin<{ token: string }>(...tokenCommand(plan))).token;
  }

  async #takeToken(plan: PlannedAgent): Promise<string> {
    const token = this.#tokens.get(plan.name) ?? (await this.createToken(plan));
    this.#tokens.delete(plan.name);
    return token;
  }

  agent(name: string): LocalAgent {
    return present(this.agents.get(name) ?? null, `agent ${name}`);
  }

  /** URL that an agent listens on; known once it is enrolled. */
  agentUrl(name: string): string | null {
    const identity = readIdentity(this.agent(name).dataDir);
    return identity === null ? null : `http://127.0.0.1:${identity.port}`;
  }

  /** Where the console's metrics are read; known once it runs. */
  get consoleMetricsUrl(): string {
    return metricsUrl(this.layout.secrets);
  }

  /** Waits until the agent serves: enrolled, obeying a snapshot and, for a node, its model loaded. */
  async waitUntilReady(name: string): Promise<void> {
    const isReady = async () => {
      const url = this.agentUrl(name);
      return url !== null && isAnswering(`${url}/readyz`);
    };
    await waitForProcess(this.agent(name).process, isReady, this.#wait);
  }

  /** Starts another process that belongs to the system; it is the first to be stopped. */
  startOther(name: string, entry: string, args: string[]): ManagedProcess {
    this.#signal.throwIfAborted();
    const child = this.#process(name, entry, { args, env: {} });
    this.#others.push(child);
    child.start();
    return child;
  }

  /** From now on whatever ends by itself is started again. */
  keepAlive(): void {
    for (const child of this.#all()) child.keepAlive();
    this.#watching = this.#watchDatabase();
  }

  /** PostgreSQL is nobody's child, so its end is not told: opening finds it running, or starts it. */
  async #watchDatabase(): Promise<void> {
    for (;;) {
      await sleep(databaseCheckMs, undefined, { signal: this.#signal }).catch(() => undefined);
      if (this.#signal.aborted) return;
      const problem = await this.openDatabase(this.#databaseUrl).then(
        ({ isShared }) => (isShared ? null : "PostgreSQL was gone and has been started again."),
        (error: Error) => `PostgreSQL is gone and does not start: ${error.message}`,
      );
      if (problem !== null) this.options.onNote?.(problem);
    }
  }

  /** Stops everything, for good: clients first, then gateways, nodes and console; the database last. */
  async stop(say: (what: string) => void = () => undefined): Promise<void> {
    this.#stopping.abort();
    const byRole = (role: PlannedAgent["role"]) =>
      [...this.agents.values()].filter(({ plan }) => plan.role === role).map((agent) => agent.process);
    const stages = [
      ["traffic", this.#others],
      ["gateways", byRole("gateway")],
      ["nodes", byRole("inference")],
      ["console", this.#console ? [this.#console] : []],
    ] as const;
    for (const [what, children] of stages) {
      if (children.length > 0) say(what);
      await Promise.all(children.map((child) => (this.#isHurried ? child.kill() : child.stop(stopWithinMs))));
    }
    say("database");
    await this.#watching;
    await this.#database?.stop();
  }

  /** Makes a stop that is under way quick: nothing is waited for but the database. */
  hurry(): void {
    this.#isHurried = true;
    for (const child of this.#all()) void child.kill();
  }

  get #wait() {
    return { deadlineMs: readyWithinMs, signal: this.#signal };
  }

  #all(): ManagedProcess[] {
    const agents = [...this.agents.values()].map((agent) => agent.process);
    return [...this.#others, ...agents, ...(this.#console ? [this.#console] : [])];
  }

  #process(name: string, entry: string, more: Pick<ProcessSpec, "args" | "env" | "cwd">): ManagedProcess {
    const logFile = join(this.layout.logs, `${name}.log`);
    return new ManagedProcess({ name, entry, logFile, ...more }, this.events);
  }
}

function present<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`${what} was not started`);
  return value;
}
