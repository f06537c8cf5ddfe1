import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { assertUtf8, readLines } from "./read-addresses.ts";

const read = (...bytes: (string | Buffer)[]) =>
  readLines(Readable.from(bytes.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece))));
/** 北京市 and 杭州市 in GBK. */
const beijing = Buffer.from("b1b1bea9cad0", "hex");
const hangzhou = Buffer.from("bababcd6ddcad0", "hex").subarray(1);

describe("addresses of the standard input", () => {
  test("are lines of UTF-8, with or without a byte order mark", async () => {
    expect(await read("\ufeff北京市\r\n\n 杭州市\n")).toEqual(["北京市", " 杭州市"]);
  });

  test("may be cut anywhere on their way", async () => {
    const bytes = Buffer.from("北京市\n杭州市");
    expect(await read(bytes.subarray(0, 4), bytes.subarray(4))).toEqual(["北京市", "杭州市"]);
  });

  test.each([
    ["GBK", [beijing, "\n", hangzhou], /line 1; it looks like GB18030.*iconv -f GB18030/],
    ["GBK after UTF-8", ["北京市\n", beijing], /line 2/],
    ["Big5", [Buffer.from("a578a55fa5ab", "hex")], /looks like (GB18030|BIG5)/],
    ["UTF-16", [Buffer.from("\ufeff北京市", "utf16le")], /looks like UTF-16/],
    ["UTF-16 without a mark", [Buffer.from("1号\n", "utf16le")], /looks like UTF-16/],
    ["cut in a character", [Buffer.from("北京市").subarray(0, 8)], /line 1/],
    ["Latin-1", [Buffer.from([0x52, 0x75, 0x65, 0x20, 0xe9])], /line 1\. Convert/],
  ])("in %s are refused", async (_, bytes, said) => {
    await expect(read(...bytes)).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringMatching(said),
    });
  });

  test("may not be missing", async () => {
    await expect(read("\n \n")).rejects.toMatchObject({ kind: "usage" });
  });
});

test("an argument in another encoding is refused", () => {
  expect(() => assertUtf8(["北京市", beijing.toString("utf8")])).toThrow(/UTF-8/);
  expect(() => assertUtf8(["北京市"])).not.toThrow();
});
