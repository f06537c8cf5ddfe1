import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInSplit, VersionSplit } from "./version-split.ts";

const digest = "3f".repeat(32);
const other = "a7".repeat(32);
const shareOf = (ids: string[], percent: number, of = digest) =>
  ids.filter((id) => isInSplit(id, { digest: of, percent })).length / ids.length;

describe("a version split", () => {
  it.each([
    ["random ids", Array.from({ length: 100_000 }, () => crypto.randomUUID())],
    ["ids in a row", Array.from({ length: 100_000 }, (_, i) => `order-${i}`)],
    ["ids that differ at their beginning", Array.from({ length: 100_000 }, (_, i) => `${i}-checkout-eu`)],
  ])("takes its part of %s", (_, ids) => {
    // Six standard deviations of a fair draw.
    for (const percent of [1, 5, 25, 50, 75]) {
      const part = percent / 100;
      const tolerance = 6 * Math.sqrt((part * (1 - part)) / ids.length);
      expect(Math.abs(shareOf(ids, percent) - part)).toBeLessThan(tolerance);
    }
    expect(shareOf(ids, 100)).toBe(1);
  });

  it("keeps whoever was in when it grows", () => {
    const percent = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(fc.string(), percent, percent, (id, one, two) => {
        const [less, more] = [Math.min(one, two), Math.max(one, two)];
        return !isInSplit(id, { digest, percent: less }) || isInSplit(id, { digest, percent: more });
      }),
    );
  });

  it("draws other requests for another version", () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `order-${i}`);
    const both = ids.filter((id) => isInSplit(id, { digest, percent: 50 }));
    expect(Math.abs(shareOf(both, 50, other) - 0.5)).toBeLessThan(0.05);
  });

  it("is refused at no percent, at parts of one and above 100", () => {
    for (const percent of [0, 0.5, 101])
      expect(VersionSplit.safeParse({ name: "v2", digest, percent }).success).toBe(false);
  });
});
