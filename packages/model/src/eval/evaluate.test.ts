import { expect, it } from "vitest";
import { calibrationError, evaluate } from "./evaluate.ts";

const road = { type: "road", start: 0, end: 3 };
const poi = { type: "poi", start: 3, end: 5 };
const as = (span: typeof road, confidence: number) => ({ ...span, text: "", confidence, margin: 1 });

it("scores spans, whole addresses and confidences", async () => {
  const answers = new Map([
    ["甲", [as(road, 1), as(poi, 1)]],
    ["乙", [as(road, 0.8)]],
    ["丙", [as({ ...poi, end: 6 }, 0.5)]],
  ]);
  const tag = async (texts: readonly string[]) => texts.map((text) => answers.get(text) ?? []);
  const rows = [
    { text: "甲", spans: [road, poi] },
    { text: "乙", spans: [road, poi] },
    { text: "丙", spans: [poi] },
    { text: "丁", spans: [] },
  ];
  const result = await evaluate({ tag }, rows);
  expect(result).toMatchObject({
    addresses: 4,
    sentenceAccuracy: 50,
    micro: { gold: 5, found: 4, right: 3 },
  });
  expect(result.calibrationError).toBeCloseTo((0 + 0 + 0.2 + 0.5) / 4);
});

const answers = (confidence: number, right: number, wrong: number) => [
  ...Array.from({ length: right }, () => ({ confidence, isRight: true })),
  ...Array.from({ length: wrong }, () => ({ confidence, isRight: false })),
];

it("is nothing where as many are right as the confidence says", () => {
  expect(calibrationError([...answers(0.75, 3, 1), ...answers(1, 5, 0)])).toBeCloseTo(0);
  expect(calibrationError([])).toBe(0);
});

it("weighs each range's gap by its answers, too sure or not sure enough alike", () => {
  expect(calibrationError([...answers(0.95, 1, 1), ...answers(0.55, 2, 0)])).toBeCloseTo(
    (2 * 0.45 + 2 * 0.45) / 4,
  );
});

it("lets answers of one range make up for one another", () => {
  expect(calibrationError([...answers(0.72, 3, 0), ...answers(0.78, 0, 1)])).toBeCloseTo(
    Math.abs(0.735 - 0.75),
  );
});
