import { expect, it } from "vitest";
import { nearestFirst } from "./where.ts";

const gateway = (name: string, region: string, roundTripMs: number | null) => ({
  ...{ name, region, roundTripMs },
  url: `http://${name}:8080`,
});

it("puts the own region first, then what is near, then what is not known", () => {
  const gateways = [
    gateway("x", "us-west", null),
    gateway("e", "eu-central", 180),
    gateway("s2", "ap-southeast", 60),
    gateway("s1", "ap-southeast", 60),
    gateway("c", "cn-east", null),
  ];
  expect(nearestFirst(gateways, "cn-east").map(({ name }) => name)).toEqual(["c", "s1", "s2", "e", "x"]);
});
