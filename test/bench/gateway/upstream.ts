import { freePort } from "../../harness/free-port.ts";
import { ForeignServer, nginxConfig } from "../lib/foreign-server.ts";
import type { BenchNode } from "../lib/gateway-snapshot.ts";

const weights = { a: 50, b: 30, c: 20 };

const answer = JSON.stringify({
  ...{ requestId: "bench", version: "compact", digest: "0", precision: "int8" },
  node: { id: "a", name: "a", region: "bench" },
  results: [{ elements: [{ type: "prov", start: 0, end: 3, text: "浙江省", confidence: 0.99 }] }],
});

/** What all arms stand in front of: three nodes that answer at once, in one nginx, which is no bottleneck to any. */
export class Upstream {
  private constructor(
    private readonly server: ForeignServer,
    readonly nodes: BenchNode[],
  ) {}

  static async start(): Promise<Upstream> {
    const nodes = await Promise.all(
      Object.entries(weights).map(async ([name, weight]) => {
        return { name, weight, url: `http://127.0.0.1:${await freePort()}` };
      }),
    );
    const ports = nodes.map(({ name, url }) => ({ name, port: new URL(url).port }));
    const server = await ForeignServer.start(
      "nginx",
      (port, dir) => nginxConfig(dir, [{ name: "a", port }, ...ports].map(serverBlock).join("\n")),
      "/readyz",
    );
    return new Upstream(server, nodes);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

function serverBlock({ name, port }: { name: string; port: number | string }): string {
  return `server {
  listen 127.0.0.1:${port};
  default_type application/json;
  add_header x-meridian-node ${name};
  add_header x-meridian-region bench;
  location = /readyz { return 200 ready; }
  location / { return 200 '${answer}'; }
}`;
}
