import { describe, expect, it } from "vitest";
import { asksForStream, checkAddress, ParseCallHeaders, ParseRequest } from "./parse.ts";

describe("checkAddress", () => {
  it.each([
    [42, "not-a-string"],
    [null, "not-a-string"],
    [["北京市"], "not-a-string"],
    ["", "empty"],
    [" \t\u3000", "empty"],
    ["杭州\uD840", "malformed-unicode"],
    ["\uDC00州", "malformed-unicode"],
    ["路".repeat(1001), "too-long"],
    ["𠮷".repeat(1001), "too-long"],
  ])("refuses %j as %s", (value, code) => {
    expect(checkAddress(value)?.code).toBe(code);
  });

  it.each(["浙江省杭州市", "𠮷野家(西湖店)", "🏠文一西路969号", "ｎｏ．９", "a\u0007b", "𠮷".repeat(1000)])(
    "accepts %j",
    (value) => expect(checkAddress(value)).toBeNull(),
  );
});

describe("ParseRequest", () => {
  it("says what was expected and found", () => {
    const result = ParseRequest.safeParse({ addresses: Array.from({ length: 257 }, () => "路") });
    expect(result.error?.issues[0]?.message).toBe("expected an array of 1 to 256 addresses, found 257");
  });

  it.each([[[]], [Array.from({ length: 257 }, () => "路")], ["路"], [undefined]])(
    "refuses %j",
    (addresses) => {
      expect(ParseRequest.safeParse({ addresses }).success).toBe(false);
    },
  );
});

it("knows who asks for an answer line by line", () => {
  expect(asksForStream("application/json, Application/X-NDJSON;q=0.9")).toBe(true);
  expect([undefined, "*/*", "application/json"].map(asksForStream)).toEqual([false, false, false]);
});

describe("ParseCallHeaders", () => {
  it("takes what a caller may say, beside headers of others", () => {
    const headers = { "x-deadline-ms": "250", "x-priority": "bulk", "x-meridian-explain": "true", host: "a" };
    expect(ParseCallHeaders.parse(headers)).toEqual({
      "x-deadline-ms": 250,
      "x-priority": "bulk",
      "x-meridian-explain": "true",
    });
  });

  it.each(["0", "1.5", "600001", "soon", ""])("refuses a deadline of %j", (value) => {
    expect(ParseCallHeaders.safeParse({ "x-deadline-ms": value }).success).toBe(false);
  });
});
