import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { parseHeaders, ParseResponse } from "@meridian/contracts/wire";
import { afterEach, beforeEach, expect, it } from "vitest";
import { engineChildPids } from "../testing/engine-child-pids.ts";
import { bundledModelsDir, describeModel, testBearer, testSnapshot } from "../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../testing/serving-node.ts";
import { until } from "../testing/until.ts";

let node: ServingNode;
/** One connection that is kept open, as a gateway keeps its own. */
let agent: Agent;
beforeEach(async () => {
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  node = await startNode(testSnapshot([await describeModel(join(bundledModelsDir, "compact"))]));
  await until("ready", async () => (await fetch(`${node.url}/readyz`)).ok);
});
afterEach(async () => {
  agent.destroy();
  await node.stop();
});

type Answer = { status: number; body: string; connection: string | undefined };

function parse(addresses: string[]): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${testBearer}`,
    "content-type": "application/json",
    [parseHeaders.deadline]: "600000",
  };
  return new Promise((resolve, reject) => {
    const call = httpRequest(`${node.url}/v1/parse`, { method: "POST", agent, headers }, (response) =>
      resolve(answerOf(response)),
    );
    call.on("error", reject);
    call.end(JSON.stringify({ addresses }));
  });
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  let body = "";
  for await (const chunk of response.setEncoding("utf8")) body += String(chunk);
  return { status: response.statusCode ?? 0, body, connection: response.headers.connection };
}

it("finishes what it has, closes its connections behind it and ends its engines, well before the deadline", async () => {
  const addresses = Array.from(
    { length: 256 },
    (_, i) => `${"文一西路".repeat(20)}${String.fromCodePoint(0x4e00 + i)}`,
  );
  const running = parse(addresses);
  await until("it runs", () => (node.plane.sample(false).counters.batches ?? 0) > 0);
  const stopped = node.plane.stop(600_000);
  const { status, body, connection } = await running;
  expect({ status, connection }).toEqual({ status: 200, connection: "close" });
  expect(ParseResponse.parse(JSON.parse(body)).results.every((result) => "elements" in result)).toBe(true);
  await stopped;
  await expect(fetch(`${node.url}/readyz`)).rejects.toThrow();
  await until("no engine is left", async () => (await engineChildPids()).length === 0);
});

it("cuts off at its deadline what does not finish", async () => {
  const [engine] = await engineChildPids();
  if (engine === undefined) throw new Error("expected an engine");
  process.kill(engine, "SIGSTOP");
  const running = parse(["杭州市"]).catch((error: Error) => error.message);
  await until("it waits", () => node.plane.sample(false).gauges.inFlight === 1);
  await node.plane.stop(200);
  expect(await running).toMatch(/socket hang up|ECONNRESET/);
  await until("no engine is left", async () => (await engineChildPids()).length === 0);
});
