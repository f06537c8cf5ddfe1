import { request } from "node:http";
import { join } from "node:path";
import { Histogram } from "@meridian/contracts/measure";
import {
  parseHeaders,
  parseLimits,
  ParseResponse,
  ParseStreamLine,
  parseStreamType,
  type StageHistogram,
} from "@meridian/contracts/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  bundledModelsDir,
  describeModel,
  testBearer,
  testSnapshot,
} from "../../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../../testing/serving-node.ts";
import { until } from "../../testing/until.ts";

const asStream = { accept: parseStreamType, [parseHeaders.deadline]: "600000" };
const textOf = (i: number) =>
  `浙江省杭州市余杭区${String.fromCodePoint(0x4e00 + i)}路${"东方花园".repeat(i % 5)}${i}号`;
const texts = (count: number, from = 0) => Array.from({ length: count }, (_, i) => textOf(from + i));

async function linesOf(response: Response): Promise<ParseStreamLine[]> {
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe(parseStreamType);
  const lines = (await response.text()).trimEnd().split("\n");
  return lines.map((line) => ParseStreamLine.parse(JSON.parse(line)));
}

function read({ sparse, sumMs }: StageHistogram): Histogram {
  const histogram = new Histogram();
  histogram.mergeSparse(sparse, sumMs);
  return histogram;
}

describe("a streamed answer", () => {
  let node: ServingNode;
  const gauge = (name: string) => node.plane.sample(false).gauges[name];
  beforeAll(async () => {
    node = await startNode(testSnapshot([await describeModel(join(bundledModelsDir, "compact"))]));
    await until("ready", async () => (await fetch(`${node.url}/readyz`)).ok);
  });
  afterAll(() => node.stop());

  it("has one line for each address, right ones and wrong ones, and a summary at the end", async () => {
    const addresses: unknown[] = texts(600);
    addresses[7] = 42;
    addresses[300] = "";
    const lines = await linesOf(await node.parse(addresses, asStream));
    expect(lines.at(-1)).toMatchObject({ summary: { addresses: 600, errors: 2, node: { name: "node-1" } } });
    const byIndex = new Map(lines.flatMap((line) => ("index" in line ? [[line.index, line]] : [])));
    expect(lines).toHaveLength(601);
    expect(byIndex.size).toBe(600);
    expect(byIndex.get(7)).toMatchObject({ error: { code: "not-a-string" } });
    expect(byIndex.get(300)).toMatchObject({ error: { code: "empty" } });
    for (const index of [0, 8, 599]) {
      const [result] = ParseResponse.parse(await (await node.parse([textOf(index)])).json()).results;
      expect(byIndex.get(index)).toMatchObject({
        elements: result && "elements" in result && result.elements,
      });
    }
  });

  it("counts into histograms of its own, whole and up to its first line", async () => {
    node.plane.sample(true);
    for (let i = 0; i < 3; i++) await linesOf(await node.parse(texts(300, 100 * i), asStream));
    await linesOf(await node.parse([""], asStream));
    const { histograms } = node.plane.sample(true);
    const of = (stage: string) => histograms.flatMap((one) => (one.stage === stage ? [read(one)] : []));
    const [[first], [whole]] = [of("firstLine"), of("stream")];
    expect([first?.count, whole?.count]).toEqual([4, 4]);
    expect(first?.sumMs).toBeGreaterThan(0);
    expect(whole?.sumMs).toBeGreaterThan(first?.sumMs ?? Infinity);
    expect(of("total")).toEqual([]);
  });

  it("never holds more than its places in the queue, and lists go first", async () => {
    const streamed = node.parse(texts(2000, 1000), asStream);
    await until("the stream runs", () => gauge("queueLength") !== 0);
    expect(gauge("queueLength")).toBeLessThanOrEqual(256);
    expect((await node.parse(["苏州市虎丘区"])).status).toBe(200);
    expect(gauge("inFlight")).toBe(1);
    expect(await linesOf(await streamed)).toHaveLength(2001);
  });

  it("drops what is left when its caller hangs up without having read", async () => {
    const before = node.plane.sample(true).counters.batches ?? 0;
    const call = request(`${node.url}/v1/parse`, {
      method: "POST",
      headers: { ...asStream, authorization: `Bearer ${testBearer}`, "content-type": "application/json" },
    });
    call.on("error", () => undefined);
    call.end(JSON.stringify({ addresses: texts(parseLimits.streamedAddressesMax, 4000) }));
    await until("it runs", () => (node.plane.sample(false).counters.batches ?? 0) > before);
    call.destroy();
    await until("nothing is left of it", () => gauge("inFlight") === 0 && gauge("queueLength") === 0);
    const ended = node.plane.sample(true).histograms.filter(({ stage }) => stage === "stream");
    expect(ended).toEqual([]);
    expect((await node.parse(["苏州市"])).status).toBe(200);
  });

  it.each([
    ["10,001 addresses", Array<string>(10_001).fill("路"), {}, 400, /1 to 10000 addresses, found 10001/],
    ["an unknown version", ["杭州市"], { [parseHeaders.version]: "nope" }, 404, /no such version/],
    ["an unknown priority", ["杭州市"], { [parseHeaders.priority]: "high" }, 400, /x-priority: expected/],
    [
      "a wish that is none",
      ["杭州市"],
      { [parseHeaders.explain]: "yes" },
      400,
      /x-meridian-explain: expected/,
    ],
  ])("is refused as a whole for %s", async (_, addresses, headers, status, message) => {
    const response = await node.parse(addresses, { ...asStream, ...headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(message) } });
  });

  it("explains each address when asked to", async () => {
    const explained = { [parseHeaders.explain]: "true" };
    const [first, again] = await Promise.all([
      node.parse(["嘉兴市南湖区"], explained),
      node.parse(["嘉兴市南湖区"], explained),
    ]);
    const cached = await node.parse(["嘉兴市南湖区"], explained);
    const plain = await node.parse(["嘉兴市南湖区"]);
    const explanationOf = async (response: Response) => {
      const [result] = ParseResponse.parse(await response.json()).results;
      return result && "elements" in result ? result.explain : undefined;
    };
    const explanations = [await explanationOf(first), await explanationOf(again)];
    const own = explanations.find((explanation) => explanation?.source === "run");
    expect(own).toMatchObject({ tokens: 8, batch: { rows: 1, width: 8, tokens: 8 } });
    expect(own?.margin).toBeGreaterThan(0);
    expect(own?.runMs).toBeGreaterThan(0);
    expect(explanations.filter((explanation) => explanation !== own)).toMatchObject([
      { source: expect.stringMatching(/^(shared|cache)$/) },
    ]);
    expect(await explanationOf(cached)).toMatchObject({
      source: "cache",
      margin: own?.margin,
      runMs: 0,
      batch: null,
    });
    expect(await explanationOf(plain)).toBeUndefined();
  });
});
