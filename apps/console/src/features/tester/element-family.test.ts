import { elementTypes } from "@meridian/contracts/elements";
import { expect, it } from "vitest";
import { messagesByLocale } from "@/i18n/messages.ts";
import { elementColour, knownType, lineStrength } from "./element-family.ts";

it("has a word for every element type in both languages", () => {
  for (const { tester } of Object.values(messagesByLocale)) {
    expect(Object.keys(tester.type).sort()).toEqual([...elementTypes].sort());
  }
});

it("steps a family from its strong to its light end", () => {
  expect(elementColour("prov")).toContain("--family-administrative-strong) 100%");
  expect(elementColour("village_group")).toContain("--family-administrative-strong) 0%");
  expect(elementColour("subpoi")).toContain("--family-place-strong) 0%");
});

it("draws a type that it does not know as a helper", () => {
  expect(knownType("planet")).toBeNull();
  expect(elementColour("planet")).toContain("--family-helper-strong");
});

it.each([
  [0.2, "dotted"],
  [0.5, "thin"],
  [0.8, "medium"],
  [0.95, "strong"],
  [1, "strong"],
])("confidence %d is a %s line", (confidence, strength) => expect(lineStrength(confidence)).toBe(strength));
