import { describe, expect, it } from "vitest";
import { checkAddress, ParseRequest } from "./parse.ts";

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
