import { expect, it } from "vitest";
import { markersByPoint } from "./markers.ts";

const points = [0, 10, 20].map((atMs) => ({ atMs }));
const marker = (atMs: number) => ({ key: String(atMs), atMs, label: "" });

it("finds markers at the nearest point, several at one", () => {
  const found = markersByPoint(points, [marker(0), marker(4), marker(16), marker(19)]);
  expect([...found].map(([atMs, markers]) => [atMs, markers.map(({ key }) => key)])).toEqual([
    [0, ["0", "4"]],
    [20, ["16", "19"]],
  ]);
});

it("leaves out what lies before or after, and all without points", () => {
  expect(markersByPoint(points, [marker(-1), marker(21)]).size).toBe(0);
  expect(markersByPoint([], [marker(5)]).size).toBe(0);
});
