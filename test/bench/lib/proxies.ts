import { ForeignServer, haproxyConfig, nginxConfig } from "./foreign-server.ts";
import { forkServer, killServer } from "./forked-server.ts";
import { type BenchNode, gatewaySnapshot } from "./gateway-snapshot.ts";
import { StoredAgent } from "./stored-agent.ts";

export type Proxy = { url: string; stop(): Promise<void> };

/** Nodes of the own region, and those that take over when none of it is left. */
export type Behind = { nodes: readonly BenchNode[]; standby?: readonly BenchNode[] };

/** The built gateway. */
export function startMeridian({ nodes, standby }: Behind): Promise<Proxy> {
  return StoredAgent.start(gatewaySnapshot(nodes, standby));
}

/** The gateway's own libraries with nothing around them. */
export async function startBareForwarder(url: string): Promise<Proxy> {
  const { child, url: own } = await forkServer(new URL("../gateway/bare-forwarder.ts", import.meta.url), [
    url,
  ]);
  return { url: own, stop: () => killServer(child) };
}

/** As docs/clients.md sets it up: a failed request goes to the next node, and the one that failed it rests for 5 s. */
export function startNginx(behind: Behind): Promise<Proxy> {
  const lines = serversOf(behind).map(({ url, weight, isStandby }) => {
    const role = isStandby ? " backup" : "";
    return `server ${new URL(url).host} weight=${weight} max_fails=1 fail_timeout=5s${role};`;
  });
  const http = (port: number) => `
upstream nodes { ${lines.join("\n")} keepalive 64; }
server {
  listen 127.0.0.1:${port};
  location / {
    proxy_pass http://nodes;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_connect_timeout 1s;
    proxy_next_upstream error timeout http_503 non_idempotent;
    proxy_next_upstream_tries 2;
  }
}`;
  return ForeignServer.start("nginx", (port, dir) => nginxConfig(dir, http(port)), "/readyz");
}

/** With a check of every node once a second, and a node that fails a connection marked down at once. */
export function startHaproxy(behind: Behind): Promise<Proxy> {
  const lines = serversOf(behind).map(({ name, url, weight, isStandby }) => {
    const role = isStandby ? " backup" : "";
    return `  server ${name} ${new URL(url).host} weight ${weight} ${checks}${role}`;
  });
  const backend = ["  option httpchk GET /readyz", ...lines].join("\n");
  return ForeignServer.start("haproxy", (port) => haproxyConfig(port, backend), "/readyz");
}

const checks = "check inter 1s fall 3 rise 2 observe layer4 error-limit 1 on-error mark-down";

function serversOf({ nodes, standby = [] }: Behind) {
  return [
    ...nodes.map((node) => ({ ...node, isStandby: false })),
    ...standby.map((node) => ({ ...node, isStandby: true })),
  ];
}
