// Asks a server over HTTP in a process of its own: an order comes as a message, its result goes back as one.
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { distinctText } from "../lib/texts.ts";
import type { LoadOrder } from "./load-messages.ts";
import { Tally } from "./tally.ts";

let nextText = 0;

process.on("message", (order: LoadOrder) => {
  void load(order).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit(0));

async function load(order: LoadOrder) {
  const { arrivals } = order;
  const connections = arrivals.kind === "closed" ? arrivals.connections : null;
  const pool = new Pool(order.url, { connections, headersTimeout: 0, bodyTimeout: 0 });
  const tally = new Tally();
  if (arrivals.kind === "closed") await closedLoop(pool, order, arrivals.connections, tally);
  else await openLoop(pool, order, arrivals.perSecond, tally);
  const result = tally.result();
  await pool.close();
  return result;
}

async function closedLoop(pool: Pool, order: LoadOrder, connections: number, tally: Tally): Promise<void> {
  const until = performance.now() + order.seconds * 1000;
  const client = async () => {
    while (performance.now() < until) await ask(pool, order, performance.now(), tally);
  };
  await Promise.all(Array.from({ length: connections }, client));
}

/** Latency counts from when a request was meant to be sent, also where this process came to it late. */
async function openLoop(pool: Pool, order: LoadOrder, perSecond: number, tally: Tally): Promise<void> {
  const asked: Promise<void>[] = [];
  const startedAt = performance.now();
  const until = startedAt + order.seconds * 1000;
  let nextAt = startedAt;
  while (nextAt < until) {
    await sleep(Math.max(0, nextAt - performance.now()));
    for (; nextAt < until && nextAt <= performance.now(); nextAt += gapMs(perSecond)) {
      asked.push(ask(pool, order, nextAt, tally));
    }
  }
  await Promise.all(asked);
}

function gapMs(perSecond: number): number {
  return (-Math.log(1 - Math.random()) * 1000) / perSecond;
}

async function ask(pool: Pool, order: LoadOrder, intendedAt: number, tally: Tally): Promise<void> {
  const addresses = Array.from({ length: order.addressesPerRequest }, () => distinctText(nextText++));
  const sentAt = performance.now();
  try {
    const { statusCode, headers, body } = await pool.request({
      method: "POST",
      path: "/v1/parse",
      headers: { "content-type": "application/json", ...order.headers },
      body: JSON.stringify({ addresses }),
    });
    const text = await body.text();
    tally.add({ statusCode, text, timing: headers["server-timing"], intendedAt, sentAt });
  } catch {
    tally.fail();
  }
}
