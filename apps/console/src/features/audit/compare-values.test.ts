import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareValues } from "./compare-values.ts";

describe("compareValues", () => {
  it("says only what changed, with where it stands", () => {
    const before = { name: "cn-east", label: "Shanghai", place: { latitude: 31.23 } };
    const after = { ...before, label: "Nanjing", place: { latitude: 32.06 } };
    expect(compareValues(before, after)).toEqual([
      { path: ["label"], before: "Shanghai", after: "Nanjing" },
      { path: ["place", "latitude"], before: 31.23, after: 32.06 },
    ]);
  });

  it("tells elements of a list apart by their id, wherever they stand", () => {
    const target = (regionId: string, weight: number) => ({ regionId, weight });
    const before = { targets: [target("a", 100), target("b", 0)] };
    const after = { targets: [target("b", 10), target("a", 100), target("c", 0)] };
    expect(compareValues(before, after)).toEqual([
      { path: ["b", "weight"], before: 0, after: 10 },
      { path: ["c", "weight"], before: undefined, after: 0 },
    ]);
  });

  it("counts elements without an id", () => {
    expect(compareValues(["int8"], ["int8", "fp32"])).toEqual([
      { path: ["2"], before: undefined, after: "fp32" },
    ]);
  });

  it("shows all of what is new or gone", () => {
    const value = { role: "viewer", deactivatedAt: null };
    expect(compareValues(null, value)).toEqual([
      { path: ["role"], before: undefined, after: "viewer" },
      { path: ["deactivatedAt"], before: undefined, after: null },
    ]);
    expect(compareValues(value, null)).toHaveLength(2);
    expect(compareValues("a", null)).toEqual([{ path: [], before: "a", after: undefined }]);
  });

  it("finds nothing between equals, and the same both ways", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(compareValues(a, structuredClone(a))).toEqual([]);
        const turned = compareValues(b, a).map(({ path, before, after }) => ({
          path,
          before: after,
          after: before,
        }));
        expect(turned).toHaveLength(compareValues(a, b).length);
        expect(turned).toEqual(expect.arrayContaining(compareValues(a, b)));
      }),
    );
  });
});
