import { join } from "node:path";
import { encode } from "@msgpack/msgpack";
import { bandStages, Histogram } from "@meridian/contracts/measure";
import { type DesiredModel, inferenceStages, parseHeaders, ParseResponse } from "@meridian/contracts/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Sampler } from "../telemetry/sampler.ts";
import { engineChildPids } from "../testing/engine-child-pids.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import {
  bundledModelsDir,
  describeModel,
  testAgent,
  testBearer,
  testSnapshot,
} from "../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../testing/serving-node.ts";
import { until } from "../testing/until.ts";

const compactDir = join(bundledModelsDir, "compact");
const address = "浙江省杭州市余杭区文一西路969号3幢";
let compact: DesiredModel;
beforeAll(async () => {
  compact = await describeModel(compactDir);
});

const { limits } = testSnapshot([]);

async function parsed(response: Response): Promise<ParseResponse> {
  expect(response.status).toBe(200);
  return ParseResponse.parse(await response.json());
}

describe("a node with the bundled model", () => {
  let node: ServingNode;
  beforeAll(async () => {
    node = await startNode(testSnapshot([compact]));
    await until("ready", async () => (await fetch(`${node.url}/readyz`)).ok);
  });
  afterAll(() => node.stop());

  it("says which versions it answers with", async () => {
    const { name, digest } = compact;
    const readiness = await (await fetch(`${node.url}/readyz`)).json();
    expect(readiness).toEqual({ isReady: true, reason: null, versions: [{ name, digest }] });
  });

  it("answers an address with its elements", async () => {
    const response = await node.parse([address]);
    const body = await parsed(response);
    const [result] = body.results;
    if (!result || !("elements" in result)) throw new Error("expected elements");
    expect(result.elements[0]).toMatchObject({ type: "prov", start: 0, end: 3, text: "浙江省" });
    for (const { start, end, text } of result.elements) expect(address.slice(start, end)).toBe(text);
    expect(body).toMatchObject({ version: compact.name, digest: compact.digest, node: { name: "node-1" } });
    expect(response.headers.get(parseHeaders.node)).toBe(testAgent.id);
    expect(response.headers.get(parseHeaders.region)).toBe("cn-east");
  });

  it("explains its time stage by stage", async () => {
    const response = await node.parse(["江苏省南京市玄武区中山陵四方城一号"]);
    const timing = response.headers.get("server-timing") ?? "";
    const stages = new Map(timing.split(", ").map((part) => part.split(";dur=") as [string, string]));
    expect([...stages.keys()]).toEqual([...bandStages, "total"]);
    expect(Number(stages.get("accept"))).toBeGreaterThan(0);
    const total = Number(stages.get("total"));
    const parts = [...stages]
      .filter(([name]) => name !== "total")
      .reduce((sum, [, ms]) => sum + Number(ms), 0);
    expect(Math.abs(parts - total)).toBeLessThan(0.01);
    expect(Number(stages.get("run"))).toBeGreaterThan(0);
  });

  it("answers the same alone, among others and from the cache", async () => {
    const text = "广东省深圳市南山区科技园南区R2-B栋4层";
    const others = Array.from({ length: 40 }, (_, i) => "上海市浦东新区世纪大道".repeat(1 + (i % 9)) + i);
    const among = await parsed(await node.parse([...others, text]));
    const again = await parsed(await node.parse([text]));
    const elementsOf = (body: ParseResponse) => {
      const last = body.results.at(-1);
      return last && "elements" in last ? last.elements : [];
    };
    expect(again.results[0]).toMatchObject({ isCached: true });
    expect(elementsOf(again)).toEqual(elementsOf(among));
    expect(elementsOf(again).length).toBeGreaterThan(2);
  });

  it("answers addresses longer than the model's window", async () => {
    const long = address.repeat(40);
    const [result] = (await parsed(await node.parse([long]))).results;
    if (!result || !("elements" in result)) throw new Error("expected elements");
    expect(result.elements.length).toBeGreaterThan(100);
    expect(result.elements.at(-1)?.end).toBeGreaterThan(long.length - 5);
  });

  it.each([
    ["a number", 7, "not-a-string"],
    ["null", null, "not-a-string"],
    ["an object", { address }, "not-a-string"],
    ["nothing", "", "empty"],
    ["white space", " \t\n", "empty"],
    ["a lone surrogate", "杭州\ud842市", "malformed-unicode"],
    ["1,001 code points", "路".repeat(1001), "too-long"],
    ["1,001 astral code points", "𠮷".repeat(1001), "too-long"],
  ])("answers %s with an error in its place and the others with elements", async (_, bad, code) => {
    const { results } = await parsed(await node.parse([address, bad, address]));
    expect(results[0]).toHaveProperty("elements");
    expect(results[1]).toMatchObject({ error: { code } });
    expect(results[2]).toHaveProperty("elements");
  });

  it.each([
    ["emoji", "杭州市🏠余杭区🚀文一西路969号"],
    ["CJK Extension B", "浙江省𠮷田市𡈽路12号"],
    ["control characters", "杭州\u0000市\u0007余杭区\u200b文一西路"],
    ["full-width forms", "杭州市余杭区文一西路９６９号Ａ座"],
    ["1,000 astral code points", "𠮷".repeat(1000)],
  ])("accepts %s with right offsets", async (_, text) => {
    const [result] = (await parsed(await node.parse([text]))).results;
    if (!result || !("elements" in result)) throw new Error("expected elements");
    const points = Array.from(text);
    for (const { start, end, text: own } of result.elements) {
      expect(points.slice(start, end).join("")).toBe(own);
    }
  });

  it.each([
    ["an empty list", JSON.stringify({ addresses: [] }), {}, 400, "VALIDATION"],
    ["257 addresses", JSON.stringify({ addresses: Array(257).fill("杭州市") }), {}, 400, "VALIDATION"],
    ["no list", JSON.stringify({ address }), {}, 400, "VALIDATION"],
    ["invalid JSON", '{"addresses":[', {}, 400, "VALIDATION"],
    ["an empty body", "", {}, 400, "VALIDATION"],
    ["GBK", Buffer.from('{"addresses":["\xb1\xb1\xbe\xa9"]}', "latin1"), {}, 400, "VALIDATION"],
    [
      "a body over 1 MiB",
      JSON.stringify({ addresses: ["路".repeat(400_000)] }),
      {},
      413,
      "PAYLOAD_TOO_LARGE",
    ],
    ["plain text", "杭州市", { "content-type": "text/plain" }, 415, "UNSUPPORTED_MEDIA"],
    [
      "an unknown version",
      JSON.stringify({ addresses: [address] }),
      { [parseHeaders.version]: "nope" },
      404,
      "NOT_FOUND",
    ],
    [
      "a bad deadline",
      JSON.stringify({ addresses: [address] }),
      { [parseHeaders.deadline]: "soon" },
      400,
      "VALIDATION",
    ],
    [
      "a bad priority",
      JSON.stringify({ addresses: [address] }),
      { [parseHeaders.priority]: "high" },
      400,
      "VALIDATION",
    ],
    [
      "a wrong bearer",
      JSON.stringify({ addresses: [address] }),
      { authorization: "Bearer wrong" },
      401,
      "UNAUTHENTICATED",
    ],
  ])("refuses %s", async (_, body, headers, status, code) => {
    const response = await node.post(body, headers as Record<string, string>);
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as {
      error: { code: string; message: string; requestId: string };
    };
    expect(error.code).toBe(code);
    expect(error.message).not.toBe("");
    expect(error.requestId).not.toBe("");
    expect((await node.parse([address])).status).toBe(200);
  });

  it("answers by name, by digest and reports its counts", async () => {
    expect((await node.parse([address], { [parseHeaders.version]: compact.name })).status).toBe(200);
    expect((await node.parse([address], { [parseHeaders.version]: compact.digest })).status).toBe(200);
    const { counters, histograms } = node.plane.sample(true);
    expect(counters.requests).toBe((counters.ok ?? 0) + (counters.clientErrors ?? 0));
    expect(histograms.map(({ stage }) => stage)).toContain("run");
    expect(histograms.every(({ version }) => version === compact.name)).toBe(true);
  });

  it("tells its latencies in small frames, each value once", async () => {
    const clock = new FakeClock();
    const sampler = new Sampler({ plane: node.plane, clock, bootId: "boot", send: () => undefined });
    node.plane.sample(true);
    for (let i = 0; i < 30; i++) await node.parse([`${address}${"甲乙丙丁戊己庚辛壬癸"[i % 10]}${i}`]);
    const counts = new Map<string, number>();
    for (let second = 0; second < 20; second++) {
      clock.advance(1000);
      const frame = sampler.frame();
      expect(encode(frame).byteLength).toBeLessThanOrEqual(1024);
      for (const { stage, sparse, sumMs } of frame.histograms) {
        const histogram = new Histogram();
        histogram.mergeSparse(sparse, sumMs);
        counts.set(stage, (counts.get(stage) ?? 0) + histogram.count);
      }
    }
    expect(counts).toEqual(new Map(inferenceStages.map((stage) => [stage, 30])));
  });

  it("answers a command of the console as it answers a gateway", async () => {
    const ack = await node.plane.command({
      kind: "parse",
      requestId: "r1",
      addresses: [address],
      deadlineMs: 5000,
    });
    expect(ack.status).toBe(200);
    expect(ParseResponse.parse(ack.body).results[0]).toHaveProperty("elements");
    expect(ack.serverTiming).toContain("total;dur=");
  });

  it("refuses with 429 and a time to come back when its queue is full", async () => {
    await node.plane.apply(
      testSnapshot([compact], { revision: "2", limits: { ...limits, queueLengthMax: 2 } }),
    );
    const response = await node.parse(
      ["一路", "二路路", "三路路路", "四路路路路"].map((text) => `满${text}`),
    );
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(node.plane.sample(false).counters.refused).toBe(1);
    await node.plane.apply(testSnapshot([compact], { revision: "3" }));
    expect((await node.parse([address])).status).toBe(200);
  });

  it("shows its versions to those who know the bearer; metrics are elsewhere", async () => {
    const get = (path: string, bearer = testBearer) =>
      fetch(`${node.url}${path}`, { headers: { authorization: `Bearer ${bearer}` } });
    expect(await (await get("/v1/models")).json()).toMatchObject({
      defaultDigest: compact.digest,
      slots: [{ name: compact.name, status: "ready", provider: "cpu" }],
    });
    expect((await get("/v1/models", "wrong")).status).toBe(401);
    expect(await node.plane.metrics()).toContain(
      `meridian_inference_requests_total{version="${compact.name}"}`,
    );
    const elsewhere = await get("/metrics");
    expect([elsewhere.status, await elsewhere.text()]).toEqual([
      404,
      expect.stringContaining("MERIDIAN_METRICS_PORT"),
    ]);
    expect((await get("/nowhere")).status).toBe(404);
  });

  it("replaces an engine that is killed during a run; no request fails", async () => {
    const before = node.plane.sample(false).counters;
    const texts = Array.from(
      { length: 256 },
      (_, i) =>
        `江苏省苏州市${"工业园区星湖街".repeat(4)}${"甲乙丙丁戊己庚辛"[i % 8]}${"子丑寅卯辰巳午未申酉戌亥"[i % 12]}${String.fromCodePoint(0x4e00 + i)}`,
    );
    const answer = node.parse(texts);
    await until(
      "a batch is done",
      () => (node.plane.sample(false).counters.batches ?? 0) > (before.batches ?? 0),
    );
    for (const pid of await engineChildPids()) process.kill(pid, "SIGKILL");
    const { results } = await parsed(await answer);
    expect(results.every((result) => "elements" in result)).toBe(true);
    expect(node.plane.sample(false).counters.engineRestarts).toBe(1);
    await until("ready again", async () => (await fetch(`${node.url}/readyz`)).ok);
    expect(node.plane.outcome()).toEqual({ outcome: "converged", reason: null });
  });
});

it("answers nobody before its first snapshot", async () => {
  const node = await startNode(null);
  expect((await node.parse([address])).status).toBe(503);
  expect((await fetch(`${node.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
  expect(node.plane.outcome()).toEqual({ outcome: "converging", reason: "no snapshot yet" });
  await node.stop();
});

it("answers what missed its deadline with an error in its place", async () => {
  const node = await startNode(testSnapshot([compact]));
  await until("ready", async () => (await fetch(`${node.url}/readyz`)).ok);
  const texts = Array.from(
    { length: 200 },
    (_, i) => `${"路".repeat(1 + (i % 20))}${"街".repeat(100 - (i % 97))}`,
  );
  const { results } = await parsed(await node.parse(texts, { [parseHeaders.deadline]: "20" }));
  expect(results).toHaveLength(texts.length);
  expect(results.filter((result) => "error" in result).length).toBeGreaterThan(100);
  for (const result of results) if ("error" in result) expect(result.error.code).toBe("deadline");
  expect(await parsed(await node.parse([address]))).toMatchObject({
    results: [{ elements: expect.any(Array) }],
  });
  await node.stop();
});
