import { Pool } from "undici";
import { startMeridian } from "../lib/proxies.ts";
import { type Check, check } from "../lib/report.ts";
import type { Upstream } from "./upstream.ts";

const connections = 16;

/** How far, in points, the shares of the answers are from the weights 50, 30 and 20. */
export async function shareError({ nodes }: Upstream, requests: number): Promise<Check> {
  const gateway = await startMeridian({ nodes });
  const pool = new Pool(gateway.url, { connections });
  const answers = new Map<string, number>();
  let begun = 0;
  const client = async () => {
    while (begun++ < requests) {
      const { statusCode, headers, body } = await pool.request({
        method: "POST",
        path: "/v1/parse",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ addresses: ["浙江省"] }),
      });
      await body.dump();
      if (statusCode !== 200) throw new Error(`expected 200, found ${statusCode}`);
      const node = String(headers["x-meridian-node"]);
      answers.set(node, (answers.get(node) ?? 0) + 1);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, client));
  } finally {
    await pool.close();
    await gateway.stop();
  }
  const errors = nodes.map(({ name, weight }) =>
    Math.abs((100 * (answers.get(name) ?? 0)) / requests - weight),
  );
  return check("gateway.share_error_points", Math.max(...errors), "<= 0.5");
}
