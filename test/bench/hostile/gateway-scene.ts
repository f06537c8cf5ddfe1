import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { fetchText } from "@meridian/contracts/wait";
import { root } from "../../../scripts/lib/paths.ts";
import { median } from "../lib/arms.ts";
import { forkServer, killServer } from "../lib/forked-server.ts";
import { gatewaySnapshot } from "../lib/gateway-snapshot.ts";
import { quantile } from "../lib/quantile.ts";
import { type Check, check, type Row, say } from "../lib/report.ts";
import { StoredAgent } from "../lib/stored-agent.ts";
import { peakMb } from "./watch-memory.ts";

export type Pace = { clients: number; seconds: number };

/** Ten thousand times this is more than twice the budget of 256 MiB. */
const stalledBytes = 64 * 1024;
/** What was sent is read by then. */
const settleMs = 3000;
const perSecond = 100;
const windows = 5;
const answerMs = 30_000;

/** Ten thousand clients that stall in their bodies, and honest ones among them. */
export async function stalledBodies({ clients, seconds }: Pace): Promise<{ checks: Check[]; rows: Row[] }> {
  const node = await forkServer(new URL("./node-server.ts", import.meta.url), []);
  const snapshot = gatewaySnapshot([{ name: "a", url: node.url, weight: 100 }]);
  const gateway = await StoredAgent.start(snapshot, { MERIDIAN_CONNECTIONS_MAX: "20000" });
  const stalling: ChildProcess[] = [];
  try {
    await windowP99(gateway.url, 3);
    const before = await honestP99(gateway.url, seconds);
    stalling.push(await stall(gateway.url, clients, stalledBytes));
    await sleep(settleMs);
    say(`hostile: ${clients} clients stall`);
    const during = await honestP99(gateway.url, seconds);
    return {
      checks: [
        check("hostile.gateway_rss_mb", peakMb(gateway.pid), "<= 550"),
        check("hostile.honest_p99_ratio", during / before, "<= 2"),
      ],
      rows: [{ scene: "stalled bodies", beforeP99Ms: rounded(before), duringP99Ms: rounded(during) }],
    };
  } finally {
    for (const child of stalling) await killServer(child);
    await gateway.stop();
    await killServer(node.child);
  }
}

async function stall(url: string, clients: number, bytes: number): Promise<ChildProcess> {
  const entry = fileURLToPath(new URL("./stalling-clients.ts", import.meta.url));
  const child = fork(entry, [url, String(clients), String(bytes)], {
    ...{ cwd: root, execArgv: ["--import", "tsx"], stdio: "inherit" },
  });
  await once(child, "message");
  return child;
}

/** The median of several windows: the machine itself stands now and then. */
async function honestP99(url: string, seconds: number): Promise<number> {
  const found: number[] = [];
  for (let window = 0; window < windows; window++) found.push(await windowP99(url, seconds / windows));
  return median(found);
}

/** Open loop: latency from the moment at which a request was due. */
async function windowP99(url: string, seconds: number): Promise<number> {
  const times: number[] = [];
  const asked: Promise<void>[] = [];
  const startMs = performance.now();
  for (let index = 0; index < seconds * perSecond; index++) {
    const dueMs = startMs + (index * 1000) / perSecond;
    await sleep(Math.max(0, dueMs - performance.now()));
    asked.push(parse(url).then(() => void times.push(performance.now() - dueMs)));
  }
  await Promise.all(asked);
  return quantile(times, 0.99);
}

async function parse(url: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ addresses: ["北京市东城区景山前街4号"] });
  const { ok, status } = await fetchText(
    `${url}/v1/parse`,
    { method: "POST", headers, body },
    { ms: answerMs },
  );
  if (!ok) throw new Error(`an honest client was answered ${status}`);
}

function rounded(ms: number): number {
  return Number(ms.toPrecision(3));
}
