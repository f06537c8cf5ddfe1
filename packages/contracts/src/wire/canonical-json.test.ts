import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson, CanonicalWriter, hashOf, sha256Hex } from "./canonical-json.ts";

it("is independent of key order and keeps array order", () => {
  expect(canonicalJson({ b: [2, 1], a: { d: 1, c: undefined } })).toBe('{"a":{"d":1},"b":[2,1]}');
});

it("parses back to the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it("is written alike when parts come again", () => {
  const writer = new CanonicalWriter();
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (value, shared) => {
      for (const each of [{ value, shared }, { shared: [shared, shared], b: undefined }, value])
        expect(writer.json(each)).toBe(canonicalJson(each));
    }),
  );
});

it("hashes as sha256sum does", async () => {
  expect(await sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(await hashOf({ b: 1, a: 2 })).toBe(await sha256Hex('{"a":2,"b":1}'));
});
