import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import addresses from "./addresses.json" with { type: "json" };
import { seededRandom } from "./random.ts";
import { dayMs, nextGapMs, rateAt, TrafficSource } from "./source.ts";

it("has at least 300 different addresses of sensible length", () => {
  expect(new Set(addresses).size).toBeGreaterThanOrEqual(300);
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(addresses.filter((address) => address.trim() !== address || !/^.{2,100}$/u.test(address))).toEqual(
    [],
  );
});

it("draws the same numbers from the same seed, evenly over [0, 1)", () => {
  const draw = (seed: number) => Array.from({ length: 10_000 }, seededRandom(seed));
  const numbers = draw(7);
  expect(draw(7)).toEqual(numbers);
  expect(draw(8)).not.toEqual(numbers);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toBeCloseTo(0.5, 1);
});

it("keeps its mean over a day and peaks at another time in each region", () => {
  const day = Array.from({ length: 1000 }, (_, index) => (dayMs * index) / 1000);
  const rates = (phase: number) => day.map((atMs) => rateAt({ meanPerSecond: 3, phase, atMs }));
  const mean = rates(0).reduce((sum, rate) => sum + rate, 0) / day.length;
  expect(mean).toBeCloseTo(3, 5);
  const peak = (phase: number) => rates(phase).indexOf(Math.max(...rates(phase)));
  expect(peak(0)).not.toBe(peak(1 / 3));
});

it("waits 1/rate seconds on average", () => {
  const random = seededRandom(1);
  const gaps = Array.from({ length: 20_000 }, () => nextGapMs(4, random));
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeGreaterThan(240);
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(260);
});

it("counts answers and failures, and goes on after both", async () => {
  let answers = 0;
  const server = createServer((request, response) => {
    request.resume();
    answers++;
    response.writeHead(answers % 2 === 0 ? 503 : 200).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const source = new TrafficSource({
    ...{ name: "eu-central", url: `http://127.0.0.1:${port}`, addresses, meanPerSecond: 500, phase: 0 },
    random: seededRandom(3),
  });
  const stop = new AbortController();
  const running = source.run(stop.signal);
  while (answers < 20) await sleep(5);
  stop.abort();
  await running;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const counts = source.takeCounts();
  expect(counts.ok).toBeGreaterThanOrEqual(5);
  expect(counts.failed).toBeGreaterThanOrEqual(5);
  expect(counts.lastProblem).not.toBeNull();
  expect(source.takeCounts()).toMatchObject({ ok: 0, failed: 0, lastProblem: null });
});
