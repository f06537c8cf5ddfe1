import { expect, it } from "vitest";
import { evaluate } from "./evaluate.ts";

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
