import type { ModelVersionView } from "@meridian/contracts/api";
import { expect, it } from "vitest";
import { initialFields, moved, StartFields, toggled } from "./start-fields.ts";

const version: ModelVersionView = {
  id: "mv_b",
  name: "compact-b",
  digest: "b".repeat(64),
  precisions: ["int8", "fp32"],
  createdAt: new Date(0),
  sizeBytes: 1,
  source: null,
  isDefault: false,
  hasFiles: true,
  running: [],
};
const fields = { ...initialFields(version, ["a", "b", "c"]), reason: "better on poi" };

it("begins with the preferred precision, all regions and the contract's gates", () => {
  expect(StartFields.parse(fields)).toEqual({
    modelVersionId: "mv_b",
    precision: "int8",
    regionIds: ["a", "b", "c"],
    bakeSeconds: 120,
    gates: { errorShareMax: 0.01, p95RatioMax: 1.5, requestsMin: 20 },
    reason: "better on poi",
  });
});

it("takes regions in their order, without those left out", () => {
  const regions = toggled(moved(fields.regions, "c", -1), "b");
  expect(StartFields.parse({ ...fields, regions }).regionIds).toEqual(["a", "c"]);
});

it("moves nothing past an end", () => {
  expect(moved(fields.regions, "a", -1)).toEqual(fields.regions);
  expect(moved(fields.regions, "c", 1)).toEqual(fields.regions);
});

it.each<[string, Partial<StartFields>, string[]]>([
  ["no region", { regions: toggled([{ id: "a", isIncluded: true }], "a") }, ["regions"]],
  ["a bake time too short", { bakeSeconds: "9" }, ["bakeSeconds"]],
  ["an empty number", { requestsMin: " " }, ["requestsMin"]],
  [
    "numbers out of range",
    { errorPercentMax: "101", p95RatioMax: "0.9" },
    ["errorPercentMax", "p95RatioMax"],
  ],
  ["words for a number", { bakeSeconds: "long" }, ["bakeSeconds"]],
  ["no reason", { reason: "  " }, ["reason"]],
])("names the field at fault: %s", (_name, more, problems) => {
  const { error } = StartFields.safeParse({ ...fields, ...more });
  expect(error?.issues.map(({ path }) => path.join("."))).toEqual(problems);
});
