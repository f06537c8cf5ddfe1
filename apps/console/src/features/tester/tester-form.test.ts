import { TestParseInput } from "@meridian/contracts/api";
import { expect, it } from "vitest";
import { addressesMax, addressLines, inputProblem } from "./tester-form.tsx";

it("takes lines as typed and drops empty ones", () => {
  expect(addressLines(" 杭州市 1号 \r\n\n\t\n上海")).toEqual([" 杭州市 1号 ", "上海"]);
});

it.each([
  [[], "empty"],
  [Array(addressesMax + 1).fill("a"), "tooMany"],
  [["a".repeat(4001)], "tooLong"],
  [["a".repeat(4000)], undefined],
  [Array(addressesMax).fill("a"), undefined],
])("%# is refused for %s, as the procedure would", (addresses, kind) => {
  expect(inputProblem(addresses)?.kind).toBe(kind);
  expect(TestParseInput.safeParse({ regionId: "rg", addresses }).success).toBe(kind === undefined);
});
