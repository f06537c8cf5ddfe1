import fc from "fast-check";
import { expect, it } from "vitest";
import { spacedJson } from "./element-json.tsx";

it("makes room between the fields, and none inside a text", () => {
  const text = 'a":b,"c  d';
  expect(spacedJson({ type: "poi", text, start: 0 })).toBe(
    '{"type": "poi", "text": "a\\":b,\\"c  d", "start": 0}',
  );
});

it("stays the same JSON, whatever the text is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (text, start) => {
      expect(JSON.parse(spacedJson({ text, start }))).toEqual({ text, start });
    }),
  );
});
