import { expect, test } from "vitest";
import { displayWidth, formatTable } from "./table.ts";

test("columns are aligned, numbers on the right, and nothing stands behind the last", () => {
  const rows = [
    ["eu-central", "90", "active"],
    ["cn", "100", "–"],
  ];
  expect(formatTable(["to", "weight", "state"], rows)).toEqual([
    "to          weight  state",
    "eu-central      90  active",
    "cn             100  –",
  ]);
});

test("Chinese characters take two columns", () => {
  expect(displayWidth("上海A")).toBe(5);
  expect(formatTable(["名", "x"], [["上海", "a"]])).toEqual(["名    x", "上海  a"]);
});

test("a table without rows has its head", () => {
  expect(formatTable(["a", "b"], [])).toEqual(["a  b"]);
});
