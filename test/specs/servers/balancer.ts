import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAnswering } from "../../../scripts/lib/wait-for.ts";
import { freePort } from "../../harness/free-port.ts";
import { eventually } from "../../harness/start-system.ts";
import { documented } from "./config-snippet.ts";

export type Balancer = { url: string; stop(): Promise<void> };

/** nginx by the snippet of docs/clients.md. */
export async function startNginx(gateways: readonly string[]): Promise<Balancer> {
  const port = await freePort();
  const snippet = snippetOf("upstream meridian {", gateways);
  const http = snippet.replace("listen 80;", `listen 127.0.0.1:${port};`);
  const url = `http://127.0.0.1:${port}`;
  return start("nginx", { url, isUp: () => isAnswering(`${url}/v1/where`), setUp: nginxSetup(http) });
}

/** nginx with this `http` block, in a folder of its own. */
export function nginxSetup(http: string): (dir: string) => Setup {
  return (dir) => ({
    config: `daemon off; pid ${dir}/pid; error_log ${dir}/error.log;
events {}
http {
access_log off;
client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy;
fastcgi_temp_path ${dir}/fastcgi; uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
${http}
}`,
    args: (file) => ["-e", `${dir}/error.log`, "-p", dir, "-c", file],
  });
}

/** HAProxy by the snippet of docs/clients.md; `/stats;csv` tells what it thinks of the gateways. */
export async function startHaproxy(gateways: readonly string[]): Promise<Balancer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const setUp = (): Setup => ({
    config: `defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
frontend clients
  bind 127.0.0.1:${port}
  stats enable
  stats uri /stats
  default_backend meridian
${snippetOf("backend meridian", gateways)}
`,
    args: (file) => ["-db", "-f", file],
  });
  return start("haproxy", { url, isUp: () => isAnswering(`${url}/v1/where`), setUp });
}

type Setup = { config: string; args: (file: string) => string[] };

type Start = { url: string; isUp: () => Promise<boolean>; setUp: (dir: string) => Setup };

export async function start(name: string, { url, isUp, setUp }: Start): Promise<Balancer> {
  const dir = mkdtempSync(join(tmpdir(), `meridian-${name}-`));
  const file = join(dir, "balancer.conf");
  const { config, args } = setUp(dir);
  writeFileSync(file, config);
  const child = spawn(name, args(file), { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await eventually(isUp, `${name} passes requests on`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** The snippet of docs/clients.md with the addresses of these two gateways. */
function snippetOf(beginning: string, gateways: readonly string[]): string {
  const [first = "", second = ""] = gateways.map((url) => new URL(url).host);
  return documented("docs/clients.md", beginning, [
    ["10.0.3.7:8080", first],
    ["10.0.3.8:8080", second],
  ]);
}
