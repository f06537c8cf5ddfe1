import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../../scripts/lib/paths.ts";
import { isAnswering } from "../../../scripts/lib/wait-for.ts";
import { freePort } from "../../harness/free-port.ts";
import { eventually } from "../../harness/start-system.ts";

export type Balancer = { url: string; stop(): Promise<void> };

/** nginx by the snippet of docs/clients.md. */
export async function startNginx(gateways: readonly string[]): Promise<Balancer> {
  const port = await freePort();
  const snippet = documented("upstream meridian {", gateways);
  const http = replaced(snippet, "listen 80;", `listen 127.0.0.1:${port};`);
  return start("nginx", port, (dir) => ({
    config: `daemon off; pid ${dir}/pid; error_log ${dir}/error.log;
events {}
http {
access_log off;
client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy;
fastcgi_temp_path ${dir}/fastcgi; uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
${http}
}`,
    args: (file) => ["-e", `${dir}/error.log`, "-p", dir, "-c", file],
  }));
}

/** HAProxy by the snippet of docs/clients.md; `/stats;csv` tells what it thinks of the gateways. */
export async function startHaproxy(gateways: readonly string[]): Promise<Balancer> {
  const port = await freePort();
  return start("haproxy", port, () => ({
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
${documented("backend meridian", gateways)}
`,
    args: (file) => ["-db", "-f", file],
  }));
}

type Setup = { config: string; args: (file: string) => string[] };

async function start(name: string, port: number, setUp: (dir: string) => Setup): Promise<Balancer> {
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
  const url = `http://127.0.0.1:${port}`;
  try {
    await eventually(() => isAnswering(`${url}/v1/where`), `${name} passes requests on`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** The snippet that begins so, as it stands in the docs, with the addresses of these two gateways. */
function documented(beginning: string, gateways: readonly string[]): string {
  const text = readFileSync(join(root, "docs/clients.md"), "utf8");
  const [, snippet] = new RegExp(`\`\`\`\\n(${beginning}[^]*?)\`\`\``).exec(text) ?? [];
  if (snippet === undefined) throw new Error(`docs/clients.md has no "${beginning}"`);
  const [first = "", second = ""] = gateways.map((url) => new URL(url).host);
  return replaced(replaced(snippet, "10.0.3.7:8080", first), "10.0.3.8:8080", second);
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`docs/clients.md has no "${from}"`);
  return text.replaceAll(from, to);
}
