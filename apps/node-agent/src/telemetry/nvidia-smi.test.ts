import { expect, it } from "vitest";
import { parseGpuReadings } from "./nvidia-smi.ts";

it("reads a line for each GPU", () => {
  const output = [
    "0, 31, 5312, 81559, 42, 187.45, NVIDIA H100 80GB HBM3",
    "1, 0, 0, 15360, 28, 9.51, Tesla T4",
    "",
  ].join("\n");
  expect(parseGpuReadings(output)).toEqual([
    [0, "NVIDIA H100 80GB HBM3", 31, 5312, 81_559, 42, 187],
    [1, "Tesla T4", 0, 0, 15_360, 28, 10],
  ]);
  expect(parseGpuReadings("")).toEqual([]);
});

it.each([
  ["[N/A]", "0, [N/A], 5312, 40960, 42, [N/A], NVIDIA A100-SXM4-40GB"],
  ["[Not Supported]", "0, [Not Supported], 5312, 40960, 42, [Not Supported], NVIDIA A100-SXM4-40GB\r"],
  ["[Unknown Error]", "0, [Unknown Error], 5312, 40960, 42, N/A, NVIDIA A100-SXM4-40GB"],
])("knows no figure where the driver says %s", (_, line) => {
  expect(parseGpuReadings(line)).toEqual([[0, "NVIDIA A100-SXM4-40GB", null, 5312, 40_960, 42, null]]);
});

it("takes a name as it is, commas and length included", () => {
  const name = "NVIDIA RTX, made to order";
  expect(parseGpuReadings(`0, 1, 2, 3, 4, 5, ${name}`)[0]?.[1]).toBe(name);
  expect(parseGpuReadings(`0, 1, 2, 3, 4, 5, ${"G".repeat(200)}`)[0]?.[1]).toHaveLength(64);
});

it.each([
  "No devices were found",
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
  "0, 31, 5312",
  "0, many, 5312, 81559, 42, 187.45, NVIDIA H100",
  "0, -1, 5312, 81559, 42, 187.45, NVIDIA H100",
  "[N/A], 31, 5312, 81559, 42, 187.45, NVIDIA H100",
  "0, 31, 5312, 81559, 42, 187.45, ",
])("refuses %j", (output) => {
  expect(() => parseGpuReadings(output)).toThrow();
});
