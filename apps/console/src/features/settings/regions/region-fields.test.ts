import { expect, it } from "vitest";
import { fieldsOfRegion, hemispheresOf, noRegionFields, RegionFields } from "./region-fields.ts";

const shanghai = {
  ...{ name: "cn-east", label: "Shanghai", latitude: 31.23, longitude: 121.47 },
  agentNetworks: ["10.42.0.0/16", "fd12::/48"],
};
const wrongFields = (more: Partial<RegionFields>) => {
  const { error } = RegionFields.safeParse({ ...fieldsOfRegion(shanghai), ...more });
  return error?.issues.map(({ path }) => path.join("."));
};

it("reads back what it writes", () => {
  expect(RegionFields.parse(fieldsOfRegion(shanghai))).toEqual(shanghai);
  expect(RegionFields.parse({ ...fieldsOfRegion(shanghai), name: " cn-east " }).name).toBe("cn-east");
});

it("names every field that is wrong", () => {
  expect(wrongFields(noRegionFields)).toEqual(["name", "label", "latitude", "longitude"]);
  expect(wrongFields({ agentNetworks: "10.42.0.0" })?.join()).toMatch(/^agentNetworks/);
  expect(wrongFields({ agentNetworks: " 10.42.0.0/16，fd12::/48 " })).toBeUndefined();
  expect(wrongFields({ latitude: "north" })).toEqual(["latitude"]);
  expect(wrongFields({ name: "CN East", longitude: "200" })).toEqual(["name", "longitude"]);
});

it("counts degrees to their side", () => {
  expect(hemispheresOf({ latitude: -33.9, longitude: 121.47 })).toEqual({
    latitude: "33.9",
    latitudeSide: "south",
    longitude: "121.47",
    longitudeSide: "east",
  });
});
