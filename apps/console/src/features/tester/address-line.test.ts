import fc from "fast-check";
import { expect, it } from "vitest";
import { addressSegments } from "./address-line.tsx";

const element = (start: number, end: number) => ({ type: "poi", start, end, text: "", confidence: 1 });

it("cuts at elements and keeps what lies between", () => {
  expect(addressSegments("浙江省 杭州市x", [element(0, 3), element(4, 7)])).toEqual([
    { text: "浙江省", elementIndex: 0 },
    { text: " ", elementIndex: null },
    { text: "杭州市", elementIndex: 1 },
    { text: "x", elementIndex: null },
  ]);
});

it("counts code points, not UTF-16 units", () => {
  expect(addressSegments("𠮷林🏠路", [element(0, 2), element(2, 4)])).toEqual([
    { text: "𠮷林", elementIndex: 0 },
    { text: "🏠路", elementIndex: 1 },
  ]);
});

it("shows the address as typed, whatever the elements are", () => {
  const elements = fc.array(
    fc.tuple(fc.nat(40), fc.nat(10)).map(([start, length]) => element(start, start + length + 1)),
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), elements, (address, given) => {
      const shown = addressSegments(address, given).map(({ text }) => text);
      expect(shown.join("")).toBe(address);
    }),
  );
});
