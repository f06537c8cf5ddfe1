import { expect, it } from "vitest";
import { batchBars, rowsText } from "./batch-sizes.tsx";

const bars = batchBars([
  { rowsMax: 1, count: 30 },
  { rowsMax: 2, count: 0 },
  { rowsMax: 4, count: 60 },
  { rowsMax: 8, count: 30 },
]);

it("compares sizes with the most frequent, and tells each one's share", () => {
  expect(bars.map(({ share, height }) => [share, height])).toEqual([
    [0.25, 0.5],
    [0, 0],
    [0.5, 1],
    [0.25, 0.5],
  ]);
});

it("names each range of rows; the last one is open", () => {
  expect(bars.map(rowsText)).toEqual(["1", "2", "3–4", "5+"]);
});

it("has no bars without batches", () => expect(batchBars([{ rowsMax: 1, count: 0 }])).toEqual([]));
