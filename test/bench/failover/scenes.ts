import { setTimeout as sleep } from "node:timers/promises";
import type { Behind, Proxy } from "../lib/proxies.ts";
import { KillableNode, usualMs } from "./bench-node.ts";
import { type Answer, TimedLoad } from "./timed-load.ts";

type Start = (behind: Behind) => Promise<Proxy>;
/** Long enough that a gateway knows how fast its nodes are. */
const settleMs = 5000;

/** SIGKILL of the node with half of the traffic: requests that failed, and the longest that one took from then on. */
export async function killNode(start: Start): Promise<{ failed: number; worstMs: number }> {
  return withFleet(start, false, async (load, { nodes: [first] }) => {
    await sleep(settleMs);
    const killedAtMs = performance.now();
    await first?.kill();
    await sleep(3000);
    const since = (await load.stop()).filter(({ atMs }) => atMs >= killedAtMs);
    return { failed: failedOf(since), worstMs: Math.max(...since.map(({ tookMs }) => tookMs)) };
  });
}

/** The node with half of the traffic is 20 times slower for 10 of 30 s: the share of requests above 100 ms. */
export async function stallNode(start: Start): Promise<{ failed: number; slowShare: number }> {
  return withFleet(start, false, async (load, { nodes: [first] }) => {
    await sleep(10_000);
    first?.answerAfter(20 * usualMs);
    await sleep(10_000);
    first?.answerAfter(usualMs);
    await sleep(10_000);
    const answers = await load.stop();
    const slow = answers.filter(({ tookMs }) => tookMs > 100).length;
    return { failed: failedOf(answers), slowShare: slow / answers.length };
  });
}

/** All nodes of the region are killed: requests that failed, and how long until none but the standby region answers. */
export async function loseRegion(start: Start): Promise<{ failed: number; moveMs: number }> {
  return withFleet(start, true, async (load, { nodes, standby }) => {
    await sleep(settleMs);
    const lostAtMs = performance.now();
    await Promise.all(nodes.map((node) => node.kill()));
    await sleep(5000);
    const since = (await load.stop()).filter(({ atMs }) => atMs >= lostAtMs);
    const away = new Set(standby.map(({ name }) => name));
    const first = since.findIndex((_, index) => since.slice(index).every(({ node }) => away.has(node)));
    return { failed: failedOf(since), moveMs: (since[first]?.atMs ?? Infinity) - lostAtMs };
  });
}

function failedOf(answers: readonly Answer[]): number {
  return answers.filter(({ isOk }) => !isOk).length;
}

type Fleet = { nodes: KillableNode[]; standby: KillableNode[] };

async function withFleet<T>(
  start: Start,
  hasStandby: boolean,
  scene: (load: TimedLoad, fleet: Fleet) => Promise<T>,
): Promise<T> {
  const weights: [string, number][] = [
    ["a", 50],
    ["b", 30],
    ["c", 20],
  ];
  const nodes = await Promise.all(weights.map(([name, weight]) => KillableNode.start(name, weight)));
  const standby = hasStandby ? [await KillableNode.start("away", 100)] : [];
  const proxy = await start({ nodes, standby });
  const load = new TimedLoad(proxy.url);
  try {
    return await scene(load, { nodes, standby });
  } finally {
    await load.stop();
    await proxy.stop();
    await Promise.all([...nodes, ...standby].map((node) => node.kill()));
  }
}
