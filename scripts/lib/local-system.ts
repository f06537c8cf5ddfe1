import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askAdminCommand } from "./admin-command.ts";
import { openDatabase } from "./database.ts";
import { agentDataDir } from "./fleet-plan.ts";
import { ManagedProcess } from "./managed-process.ts";
import { consoleDir, entryPoints, modelsDir } from "./paths.ts";
import { ProcessTable } from "./process-table.ts";
import { isAnswering, waitForProcess } from "./wait-for.ts";

/**
 * @typedef {import("./fleet-plan.ts").PlannedAgent} PlannedAgent
 * @typedef {{ process: ManagedProcess, plan: PlannedAgent, dataDir: string }} LocalAgent
 */

/**
 * @typedef {object} LocalSystemOptions
 * @property {import("./paths.ts").Layout} layout
 * @property {number} port of the console
 * @property {string} [host]
 * @property {Record<string, string>} [consoleEnv] over the defaults below
 * @property {Record<string, string>} [agentEnv]
 * @property {import("./managed-process.ts").ProcessEvents["onCrash"]} [onCrash]
 * @property {(text: string) => void} [onNote] something worth telling happened
 * @property {AbortSignal} [signal] aborted: whatever is still starting is given up
 */

const readyWithinMs = 60_000;
const stopWithinMs = 8_000;
const databaseCheckMs = 5_000;

/** All processes of one data folder: database, console, agents. The launcher and the stories run on this. */
export class LocalSystem {
  /** @type {Map<string, LocalAgent>} */
  agents = new Map();
  /** @type {ManagedProcess[]} */
  #others = [];
  /** @type {import("./database.ts").LocalDatabase | null} */
  #database = null;
  /** @type {ManagedProcess | null} */
  #console = null;
  /** @type {string | undefined} */
  #databaseUrl;
  /** @type {Promise<void> | undefined} */
  #watching;
  #isHurried = false;
  #stopping = new AbortController();
  #signal;

  /** @param {LocalSystemOptions} options */
  constructor(options) {
    this.options = options;
    this.#signal = AbortSignal.any([this.#stopping.signal, ...(options.signal ? [options.signal] : [])]);
    for (const dir of [options.layout.base, options.layout.logs]) mkdirSync(dir, { recursive: true });
    const table = new ProcessTable(options.layout.processes);
    /** @type {import("./managed-process.ts").ProcessEvents} */
    this.events = {
      onStart: ({ name, pid }) => pid !== null && table.add(name, pid),
      onStop: ({ name }) => table.remove(name),
      onCrash: options.onCrash,
    };
  }

  /** Aborted when the system is being stopped. */
  get signal() {
    return this.#signal;
  }

  get layout() {
    return this.options.layout;
  }

  /** Whether there is anything to stop. */
  get isStarted() {
    return this.#database !== null;
  }

  /** Where the processes of this machine reach the console. */
  get consoleUrl() {
    const { host = "127.0.0.1", port } = this.options;
    return `http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}`;
  }

  get database() {
    return present(this.#database, "the database");
  }

  get console() {
    return present(this.#console, "the console");
  }

  /**
   * @param {string | undefined} databaseUrl
   * @param {(line: string) => void} [log]
   */
  async openDatabase(databaseUrl, log = () => undefined) {
    this.#databaseUrl = databaseUrl;
    this.#database = await openDatabase(this.layout, databaseUrl, log);
    return this.#database;
  }

  /** @param {string[]} args */
  admin(...args) {
    return askAdminCommand({ layout: this.layout, databaseUrl: this.database.url }, args);
  }

  async startConsole() {
    const { host = "127.0.0.1", port, consoleEnv } = this.options;
    this.#console = this.#process("console", entryPoints.console, {
      cwd: consoleDir,
      env: {
        DATABASE_URL: this.database.url,
        MERIDIAN_LISTEN_HOST: host,
        PORT: String(port),
        MERIDIAN_SECRETS_DIR: this.layout.secrets,
        MERIDIAN_MODELS_DIR: modelsDir,
        ...consoleEnv,
      },
    });
    this.#console.start();
    await waitForProcess(this.#console, () => isAnswering(`${this.consoleUrl}/api/health`), this.#wait);
  }

  /** @param {PlannedAgent} plan */
  isEnrolled(plan) {
    return readIdentity(agentDataDir(this.layout, plan)) !== null;
  }

  /**
   * Starts an agent; one that is not enrolled yet gets a token first.
   * @param {PlannedAgent} plan
   * @param {Record<string, string>} env its own, beside what all agents get
   */
  async startAgent(plan, env = {}) {
    const dataDir = agentDataDir(this.layout, plan);
    const token = this.isEnrolled(plan) ? null : await this.createToken(plan);
    this.#signal.throwIfAborted();
    const child = this.#process(plan.name, entryPoints.agent, {
      args: ["--role", plan.role],
      env: {
        MERIDIAN_CONSOLE_URL: this.consoleUrl,
        MERIDIAN_NAME: plan.name,
        MERIDIAN_DATA_DIR: dataDir,
        MERIDIAN_PORT: "0",
        MERIDIAN_MODEL_STORE: modelsDir,
        MERIDIAN_ENGINE_THREADS: "1",
        MERIDIAN_SELF_BENCHMARK: "false",
        MERIDIAN_RECONNECT_MAX_MS: "5000",
        MERIDIAN_DRAIN_MS: "3000",
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

  /**
   * @param {PlannedAgent} plan
   * @returns {Promise<string>}
   */
  async createToken({ region, role, name }) {
    const fixed = ["--region", region, "--role", role, "--name", name];
    const initial = ["--state", "active", "--weight", "100"];
    return (await this.admin("enrolment-token", ...fixed, ...initial)).token;
  }

  /** @param {string} name */
  agent(name) {
    return present(this.agents.get(name) ?? null, `agent ${name}`);
  }

  /**
   * URL that an agent listens on; known once it is enrolled.
   * @param {string} name
   */
  agentUrl(name) {
    const identity = readIdentity(this.agent(name).dataDir);
    return identity === null ? null : `http://127.0.0.1:${identity.port}`;
  }

  /**
   * Waits until the agent serves: enrolled, obeying a snapshot and, for a node, its model loaded.
   * @param {string} name
   */
  async waitUntilReady(name) {
    const isReady = async () => {
      const url = this.agentUrl(name);
      return url !== null && isAnswering(`${url}/readyz`);
    };
    await waitForProcess(this.agent(name).process, isReady, this.#wait);
  }

  /**
   * Starts another process that belongs to the system; it is the first to be stopped.
   * @param {string} name
   * @param {string} entry
   * @param {string[]} args
   */
  startOther(name, entry, args) {
    this.#signal.throwIfAborted();
    const child = this.#process(name, entry, { args, env: {} });
    this.#others.push(child);
    child.start();
    return child;
  }

  /** From now on whatever ends by itself is started again. */
  keepAlive() {
    for (const child of this.#all()) child.keepAlive();
    this.#watching = this.#watchDatabase();
  }

  /** PostgreSQL is nobody's child, so its end is not told: opening finds it running, or starts it. */
  async #watchDatabase() {
    for (;;) {
      await sleep(databaseCheckMs, undefined, { signal: this.#signal }).catch(() => undefined);
      if (this.#signal.aborted) return;
      const problem = await this.openDatabase(this.#databaseUrl).then(
        ({ isShared }) => (isShared ? null : "PostgreSQL was gone and has been started again."),
        (error) => `PostgreSQL is gone and does not start: ${error.message}`,
      );
      if (problem !== null) this.options.onNote?.(problem);
    }
  }

  /**
   * Stops everything, for good: clients first, then gateways, nodes and console; the database last.
   * @param {(what: string) => void} [say]
   */
  async stop(say = () => undefined) {
    this.#stopping.abort();
    const byRole = (/** @type {string} */ role) =>
      [...this.agents.values()].filter(({ plan }) => plan.role === role).map((agent) => agent.process);
    const stages = /** @type {const} */ ([
      ["traffic", this.#others],
      ["gateways", byRole("gateway")],
      ["nodes", byRole("inference")],
      ["console", this.#console ? [this.#console] : []],
    ]);
    for (const [what, children] of stages) {
      if (children.length > 0) say(what);
      await Promise.all(children.map((child) => (this.#isHurried ? child.kill() : child.stop(stopWithinMs))));
    }
    say("database");
    await this.#watching;
    await this.#database?.stop();
  }

  /** Makes a stop that is under way quick: nothing is waited for but the database. */
  hurry() {
    this.#isHurried = true;
    for (const child of this.#all()) void child.kill();
  }

  get #wait() {
    return { deadlineMs: readyWithinMs, signal: this.#signal };
  }

  #all() {
    const agents = [...this.agents.values()].map((agent) => agent.process);
    return [...this.#others, ...agents, ...(this.#console ? [this.#console] : [])];
  }

  /**
   * @param {string} name
   * @param {string} entry
   * @param {{ args?: string[], env: Record<string, string>, cwd?: string }} more
   */
  #process(name, entry, more) {
    const logFile = join(this.layout.logs, `${name}.log`);
    return new ManagedProcess({ name, entry, logFile, ...more }, this.events);
  }
}

/**
 * @template T
 * @param {T | null} value
 * @param {string} what
 * @returns {T}
 */
function present(value, what) {
  if (value === null) throw new Error(`${what} was not started`);
  return value;
}

/**
 * @param {string} dataDir
 * @returns {{ agentId: string, port: number } | null}
 */
export function readIdentity(dataDir) {
  const path = join(dataDir, "identity.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
}
