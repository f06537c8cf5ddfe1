import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { countdown, isoTime, timeSpan } from "./time.ts";

it.each([
  [-5, "seconds", 0],
  [999, "seconds", 0],
  [12_400, "seconds", 12],
  [59_999, "seconds", 59],
  [60_000, "minutes", 1],
  [3_599_999, "minutes", 59],
  [7_200_000, "hours", 2],
  [86_400_000 * 5.9, "days", 5],
])("%d ms is counted in %s: %d", (ms, unit, count) => {
  expect(timeSpan(ms)).toEqual({ unit, count });
});

it.each([
  [-5000, "0:00"],
  [0, "0:00"],
  [1, "0:01"],
  [9000, "0:09"],
  [59_001, "1:00"],
  [750_000, "12:30"],
  [3_900_000, "1:05:00"],
  [86_400_000, "24:00:00"],
])("%d ms are %s", (ms, text) => expect(countdown(ms)).toBe(text));

it.each([
  [0, "2026-02-03T23:04:05Z"],
  [480, "2026-02-04T07:04:05+08:00"],
  [-210, "2026-02-03T19:34:05-03:30"],
  [345, "2026-02-04T04:49:05+05:45"],
  [-60, "2026-02-03T22:04:05-01:00"],
])("a zone %d minutes ahead writes %s", (offset, text) => {
  const at = new Date("2026-02-03T23:04:05.900Z");
  expect(isoTime(at, offset)).toBe(text);
  expect(Date.parse(text)).toBe(at.getTime() - 900);
});

const source = join(import.meta.dirname, "../..");
/** Of charts, whose axes stand beside times in full, and of a day's beginning that goes to the server. */
const others = ["components/charts/time-chart.tsx", "features/audit/audit-params.ts"];

it("screens write times by this file alone: another would write them in the server's zone, or without one", () => {
  const folders = ["app", "features", "components", "client"];
  const files = folders.flatMap((folder) =>
    readdirSync(join(source, folder), { recursive: true, encoding: "utf8" }).map((path) =>
      join(folder, path),
    ),
  );
  const screens = files.filter((path) => /\.tsx?$/.test(path) && !path.includes(".test."));
  expect(screens.length).toBeGreaterThan(200);
  const written = screens.filter((path) => {
    // The attribute of <time> is for machines.
    const text = readFileSync(join(source, path), "utf8").replaceAll(/dateTime=\{[^}]*\}/g, "");
    return /toISOString|toLocale(Date|Time)?String\(|DateTimeFormat|\.dateTime\(|relativeTime\(/.test(text);
  });
  expect(written.toSorted()).toEqual(["client/format/time.ts", ...others]);
});
