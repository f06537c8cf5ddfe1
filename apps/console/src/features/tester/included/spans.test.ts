import fc from "fast-check";
import { expect, it } from "vitest";
import { segmentsOf, spansOf } from "./spans.ts";

const element = (start: number, end: number) => ({ type: "poi", start, end, text: "", confidence: 1 });
const piece = (start: number, end: number) => ({ text: "", start, end });
const brief = (address: string, ...given: Parameters<typeof spansOf>) =>
  segmentsOf(address, spansOf(...given)).map(({ text, span }) => [
    text,
    span?.kind === "element" ? span.index : (span?.kind ?? null),
  ]);

it("cuts at elements and keeps what lies between", () => {
  expect(brief("浙江省 杭州市x", [element(0, 3), element(4, 7)])).toEqual([
    ["浙江省", 0],
    [" ", null],
    ["杭州市", 1],
    ["x", null],
  ]);
});

it("counts code points, not UTF-16 units", () => {
  expect(brief("𠮷林🏠路", [element(0, 2), element(2, 4)])).toEqual([
    ["𠮷林", 0],
    ["🏠路", 1],
  ]);
});

it("marks contact and rest beside the elements, the contact within the rest", () => {
  const contact = { name: piece(0, 2), phones: [piece(3, 6)], postcode: null };
  expect(brief("李明 138收杭州市", [element(7, 10)], { contact, rest: [piece(0, 7)] })).toEqual([
    ["李明", "name"],
    [" ", "rest"],
    ["138", "phone"],
    ["收", "rest"],
    ["杭州市", 0],
  ]);
  expect(brief("李明", [element(0, 2)], { contact })).toEqual([["李明", 0]]);
});

it("shows the address as typed, whatever the spans are", () => {
  const spans = fc.array(
    fc.tuple(fc.nat(40), fc.nat(10)).map(([start, length]) => ({ start, end: start + length + 1 })),
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), spans, spans, (address, given, pieces) => {
      const elements = given.map(({ start, end }) => element(start, end));
      const rest = pieces.map(({ start, end }) => piece(start, end));
      const shown = segmentsOf(address, spansOf(elements, { rest })).map(({ text }) => text);
      expect(shown.join("")).toBe(address);
    }),
  );
});
