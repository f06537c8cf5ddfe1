import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAnswering, waitFor } from "../../../scripts/lib/wait-for.ts";
import { freePort } from "../../harness/free-port.ts";

export type ForeignName = "nginx" | "haproxy" | "wrk";

/** Null when the program is there; else what is missing and how to get it. */
export function missing(...names: ForeignName[]): string | null {
  const path = `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin`;
  const lacking = names.filter((name) => spawnSync("which", [name], { env: { PATH: path } }).status !== 0);
  if (lacking.length === 0) return null;
  return `${lacking.join(", ")} not found; on Debian: apt-get install nginx-light haproxy wrk`;
}

/** Another program as a server on a free port, by a configuration of ours. */
export class ForeignServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly dir: string,
    readonly url: string,
  ) {}

  /** `config`: the whole of it, given the port and a folder of its own. `readyPath` must answer 200 once it is up. */
  static async start(
    name: Exclude<ForeignName, "wrk">,
    config: (port: number, dir: string) => string,
    readyPath: string,
  ): Promise<ForeignServer> {
    const dir = mkdtempSync(join(tmpdir(), `meridian-${name}-`));
    const port = await freePort();
    const file = join(dir, "server.conf");
    writeFileSync(file, config(port, dir));
    const args =
      name === "nginx" ? ["-e", join(dir, "error.log"), "-p", dir, "-c", file] : ["-db", "-f", file];
    const env = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin` };
    const child = spawn(name, args, { env, stdio: "ignore" });
    const server = new ForeignServer(child, dir, `http://127.0.0.1:${port}`);
    const isUp = () => isAnswering(`${server.url}${readyPath}`);
    try {
      await waitFor(isUp, { what: `${name} is up`, deadlineMs: 20_000, everyMs: 50 });
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "exit");
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** nginx with one worker, as each of the compared programs has one process. */
export function nginxConfig(dir: string, http: string): string {
  return `daemon off; worker_processes 1; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 4096; }
http { access_log off; client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy;
fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
keepalive_requests 100000000; ${http} }`;
}

export function haproxyConfig(port: number, backend: string): string {
  return `global
  nbthread 1
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
frontend meridian
  bind 127.0.0.1:${port}
  default_backend nodes
backend nodes
  option redispatch 1
  retries 1
  retry-on all-retryable-errors
${backend}
`;
}
