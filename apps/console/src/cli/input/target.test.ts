import { expect, test } from "vitest";
import { target } from "./target.ts";
import { duration, percent } from "./typed.ts";

test.each([
  ["eu-central=10", { name: "eu-central", weight: 10, state: "active" }],
  ["eu-central=0:standby", { name: "eu-central", weight: 0, state: "standby" }],
  ["eu-central=1000:drain", { name: "eu-central", weight: 1000, state: "drain" }],
  ["gpu.eu-1.node-1=5", { name: "gpu.eu-1.node-1", weight: 5, state: "active" }],
  ["eu-central=cordon", { name: "eu-central", state: "cordon" }],
])("%s", (text, expected) => {
  expect(target.parse(text)).toEqual(expected);
});

test.each([
  "eu-central",
  "eu-central=",
  "=10",
  "eu-central=-1",
  "eu-central=1.5",
  "eu-central=1001",
  "eu=10:off",
])("%s is refused, and said", (text) => {
  expect(target.safeParse(text).error?.issues[0]?.message).toContain(`${text}: expected`);
});

test("durations are seconds", () => {
  expect([duration.parse("90s"), duration.parse("2m"), duration.parse("1h")]).toEqual([90, 120, 3600]);
  expect(duration.safeParse("2").success).toBe(false);
});

test("percentages are shares", () => {
  expect([percent.parse("1%"), percent.parse("0.5%"), percent.parse("100%")]).toEqual([0.01, 0.005, 1]);
  expect(["1", "101%", "-1%", "x%"].filter((text) => percent.safeParse(text).success)).toEqual([]);
});
