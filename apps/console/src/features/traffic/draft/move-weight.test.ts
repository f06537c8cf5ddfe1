import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apportion } from "../shares/shares.ts";
import {
  canMove,
  inMovingUnits,
  type Movable,
  movingTotal,
  moveWeight,
  parseWeight,
  roomOf,
} from "./move-weight.ts";

const state = fc.constantFrom("active", "active", "active", "standby", "drain", "cordon");
const member = fc.record({ state, weight: fc.integer({ min: 0, max: 1000 }), isLocked: fc.boolean() });
const members: fc.Arbitrary<Movable[]> = fc
  .array(member, { minLength: 1, maxLength: 8 })
  .map((list) => list.map((one, index) => ({ ...one, id: `t${index}` }) as Movable));
const move = fc.record({ members, index: fc.nat(7), weight: fc.integer({ min: -50, max: 1100 }) });

const active = (list: readonly Movable[]) => list.filter((one) => one.state === "active");
const total = (list: readonly Movable[]) => active(list).reduce((sum, { weight }) => sum + weight, 0);
const weightOf = (list: readonly Movable[], id: string) => list.find((one) => one.id === id)?.weight ?? NaN;

const active3 = (a: number, b: number, c: number, locked: string[] = []): Movable[] =>
  [a, b, c].map((weight, i) => ({
    id: "abc".charAt(i),
    state: "active",
    weight,
    isLocked: locked.includes("abc".charAt(i)),
  }));

describe("apportion", () => {
  it("gives whole parts that add up, in proportion to within one", () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(weights, fc.nat(1000), (list, whole) => {
        const parts = apportion(list, whole);
        const sum = list.reduce((all, one) => all + one, 0);
        expect(parts.reduce((all, one) => all + one, 0)).toBe(whole);
        parts.forEach((part, i) => {
          const exact = sum > 0 ? (whole * (list[i] ?? 0)) / sum : whole / list.length;
          expect(Math.abs(part - exact)).toBeLessThan(1);
        });
      }),
    );
  });
});

describe("moveWeight", () => {
  it("keeps the sum, whole weights of 0 to 1000, and what is locked or not active", () => {
    fc.assert(
      fc.property(move, ({ members, index, weight }) => {
        const id = `t${index % members.length}`;
        const after = moveWeight(members, id, weight);
        if (!canMove(members, id)) {
          expect(after).toEqual(members);
          return;
        }
        expect(total(after)).toBe(movingTotal(members));
        for (const one of active(after)) {
          expect(Number.isInteger(one.weight) && one.weight >= 0 && one.weight <= 1000).toBe(true);
        }
        const isScaled = movingTotal(members) !== total(members);
        for (const one of members) {
          const isKept = one.state !== "active" || (one.isLocked && !isScaled);
          if (isKept) expect(weightOf(after, one.id)).toBe(one.weight);
        }
      }),
    );
  });

  it("keeps the proportions of the others", () => {
    fc.assert(
      fc.property(move, ({ members, index, weight }) => {
        const id = `t${index % members.length}`;
        fc.pre(canMove(members, id) && movingTotal(members) === total(members));
        const after = moveWeight(members, id, weight);
        const free = active(members).filter((one) => one.id !== id && !one.isLocked);
        const before = total(free);
        fc.pre(before > 0);
        const rest = free.reduce((sum, one) => sum + weightOf(after, one.id), 0);
        for (const one of free) {
          expect(Math.abs(weightOf(after, one.id) - (rest * one.weight) / before)).toBeLessThan(1);
        }
      }),
    );
  });

  it("gives the moved one what was asked for, as far as the others can give", () => {
    expect(moveWeight(active3(50, 30, 20), "a", 75).map(({ weight }) => weight)).toEqual([75, 15, 10]);
    expect(moveWeight(active3(50, 30, 20, ["b"]), "a", 90).map(({ weight }) => weight)).toEqual([70, 30, 0]);
  });

  it("shares alike among others that have nothing", () => {
    expect(moveWeight(active3(100, 0, 0), "a", 50).map(({ weight }) => weight)).toEqual([50, 25, 25]);
  });

  it("brings sums that are too coarse or too large onto a scale of 1000", () => {
    expect(moveWeight(active3(1, 2, 0), "a", 500).map(({ weight }) => weight)).toEqual([500, 500, 0]);
    expect(moveWeight(active3(1000, 1000, 0), "a", 1000).map(({ weight }) => weight)).toEqual([1000, 0, 0]);
  });
});

describe("inMovingUnits", () => {
  it("is the weight itself on a fine enough scale, else its part of 1000", () => {
    expect(inMovingUnits(active3(100, 100, 0), 100)).toBe(100);
    expect(inMovingUnits(active3(1, 2, 0), 2)).toBe(667);
    expect(inMovingUnits(active3(0, 0, 0), 0)).toBe(0);
  });
});

describe("parseWeight", () => {
  const list = active3(100, 100, 0);
  it.each([
    ["90", 90],
    [" 45 % ", 90],
    ["12.5%", 25],
    ["１０％", 20],
    ["150%", 300],
    ["1001", 1001],
    ["12.5", null],
    ["1e2", null],
    ["10%%", null],
    ["", null],
    ["-3", null],
    ["ten", null],
  ])("reads %j as %j", (text, weight) => expect(parseWeight(text, list)).toBe(weight));
});

describe("roomOf", () => {
  it("is everything that no lock holds", () => {
    expect(roomOf(active3(100, 60, 40), "a")).toBe(200);
    expect(roomOf(active3(100, 60, 40, ["c"]), "a")).toBe(160);
  });

  it("is where a move up stops", () => {
    fc.assert(
      fc.property(members, fc.nat(7), (list, index) => {
        const { id } = list[index % list.length] ?? { id: "" };
        fc.pre(canMove(list, id));
        expect(weightOf(moveWeight(list, id, 1e6), id)).toBe(roomOf(list, id));
      }),
    );
  });
});
