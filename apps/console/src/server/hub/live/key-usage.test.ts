import { expect, test } from "vitest";
import { KeyUsageWindow } from "./key-usage.ts";

const minuteMs = 60_000;

test("sums the last hour of each key, over all gateways", () => {
  const usage = new KeyUsageWindow();
  usage.record([["ak_1", 10, 1, 100]], 0);
  usage.record(
    [
      ["ak_1", 5, 0, 50],
      ["ak_2", 1, 0, 1],
    ],
    30 * minuteMs,
  );
  expect(usage.over("ak_1", 59 * minuteMs)).toEqual({ requests: 15, refused: 1, addresses: 150 });
  expect(usage.over("ak_1", 60 * minuteMs)).toEqual({ requests: 5, refused: 0, addresses: 50 });
  expect(usage.over("ak_2", 60 * minuteMs)).toEqual({ requests: 1, refused: 0, addresses: 1 });
  expect(usage.over("ak_3", 0)).toEqual({ requests: 0, refused: 0, addresses: 0 });
});

test("counts on after a pause, and forgets what is over an hour old", () => {
  const usage = new KeyUsageWindow();
  for (let minute = 0; minute < 200; minute++) usage.record([["ak_1", 1, 0, 2]], minute * minuteMs);
  expect(usage.over("ak_1", 199 * minuteMs)).toEqual({ requests: 60, refused: 0, addresses: 120 });
  usage.record([["ak_1", 7, 0, 7]], 500 * minuteMs);
  usage.record([["ak_1", 1, 0, 1]], 500 * minuteMs + 1);
  expect(usage.over("ak_1", 500 * minuteMs)).toEqual({ requests: 8, refused: 0, addresses: 8 });
});

test("a gateway that makes up ids fills no memory", () => {
  const usage = new KeyUsageWindow();
  for (let i = 0; i < 5000; i++) usage.record([[`ak_${i}`, 1, 0, 1]], 0);
  expect(usage.over("ak_1", 0).requests).toBe(1);
  expect(usage.over("ak_4999", 0).requests).toBe(0);
});
