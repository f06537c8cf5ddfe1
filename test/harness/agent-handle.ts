import { fetchText } from "@meridian/contracts/wait";
import { metricsUrl, readIdentity } from "../../scripts/lib/kept-files.ts";
import type { LocalSystem } from "../../scripts/lib/local-system.ts";

/** Opens `/debug/routing` of every gateway. */
export const debugToken = "the-debug-token-of-a-story";

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

  get metricsUrl(): string {
    return metricsUrl(this.dataDir);
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

  /** A gateway's `/debug/routing`. */
  async routing(): Promise<unknown> {
    const headers = { authorization: `Bearer ${debugToken}` };
    return JSON.parse((await fetchText(`${this.url}/debug/routing`, { headers }, { ms: 10_000 })).text);
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
