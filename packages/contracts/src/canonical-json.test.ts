import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson, hashOf, sha256Hex } from "./canonical-json.ts";

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

it("hashes as sha256sum does", async () => {
  expect(await sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(await hashOf({ b: 1, a: 2 })).toBe(await sha256Hex('{"a":2,"b":1}'));
});
