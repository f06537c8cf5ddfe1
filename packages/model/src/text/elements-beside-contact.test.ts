import fc from "fast-check";
import { expect, it } from "vitest";
import { cutText } from "./cut-text.ts";
import { elementsBesideContact } from "./elements-beside-contact.ts";

const element = (text: string, start: number, type = "road") => ({
  ...{ type, text, start, end: start + Array.from(text).length },
});

it.each([
  // An element that is a contact, one that begins or ends in one, one with none.
  ["李明 13812345678 杭州市西湖区", [element("李明", 0), element("杭州市", 15)], ["杭州市"]],
  ["西湖区文三路138号13812345678", [element("138号13812345678", 6)], ["138号"]],
  ["𠮷祥路8号 13812345678", [element("𠮷祥路8号 138", 0)], ["𠮷祥路8号 "]],
  ["杭州市西湖区", [element("杭州市", 0)], ["杭州市"]],
])("leaves what is no contact of the elements of %s", (text, elements, expected) => {
  expect(elementsBesideContact(text, elements).map((one) => one.text)).toEqual(expected);
});

it("gives back pieces of the text at their offsets, none of them in a contact", () => {
  const parts = fc.constantFrom(
    "李明",
    "13812345678",
    "杭州市",
    "🏠",
    "文三路138号",
    "收货人：",
    "311100",
    " ",
  );
  const spans = fc.array(fc.tuple(fc.nat(30), fc.nat(8)), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), spans, (typed, given) => {
      const text = typed.join("");
      const points = Array.from(text);
      const elements = given
        .map(([start, length]) => ({ start: Math.min(start, points.length), length }))
        .map(({ start, length }) => element(points.slice(start, start + length).join(""), start))
        .filter((one) => one.text !== "");
      const found = elementsBesideContact(text, elements);
      const unitAt = (point: number) => points.slice(0, point).join("").length;
      const contacts = cutText(text).filter(({ kind }) => kind === "name" || kind === "phone");
      for (const { start, end, text: own } of found) {
        expect(points.slice(start, end).join("")).toBe(own);
        for (const cut of contacts) expect(unitAt(end) <= cut.start || unitAt(start) >= cut.end).toBe(true);
      }
    }),
  );
});
