import { expect, it } from "vitest";
import { emptyRegionDraft, readRegionDraft, regionDraftOf, sidesOf } from "./region-draft.ts";

const shanghai = { name: "cn-east", label: "Shanghai", latitude: 31.23, longitude: 121.47 };

it("reads back what it writes", () => {
  expect(readRegionDraft(regionDraftOf(shanghai))).toEqual({ input: shanghai });
});

it("names every field that is wrong", () => {
  const all = new Set(["name", "label", "latitude", "longitude"]);
  expect(readRegionDraft(emptyRegionDraft)).toEqual({ wrong: all });
  expect(readRegionDraft({ ...regionDraftOf(shanghai), latitude: "north" })).toEqual({
    wrong: new Set(["latitude"]),
  });
  expect(readRegionDraft({ ...regionDraftOf(shanghai), name: "CN East", longitude: "200" })).toEqual({
    wrong: new Set(["name", "longitude"]),
  });
});

it("counts degrees to their side", () => {
  expect(sidesOf({ latitude: -33.9, longitude: 121.47 })).toEqual({
    latitude: "33.9",
    latitudeSide: "south",
    longitude: "121.47",
    longitudeSide: "east",
  });
});
