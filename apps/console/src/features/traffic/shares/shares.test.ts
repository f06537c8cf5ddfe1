import { declaredShares, type Weighed } from "@meridian/contracts/routing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memberChangesOf } from "../history/change-words.ts";
import { stageOf } from "../members/convergence.ts";
import { bandsOf, ribbonsOf } from "./share-bands.ts";
import { percentsOf, percentText } from "./shares.ts";

const set = (id: string, weight: number, state: Weighed["state"] = "active") => ({
  id,
  name: id,
  state,
  weight,
});

describe("shares", () => {
  it("are shown as percents that add up to exactly 100", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(weights, (list) => {
        const percents = percentsOf(declaredShares(list.map((weight, i) => set(`t${i}`, weight))));
        const tenths = [...percents.values()].map((percent) => Math.round(percent * 10));
        expect(tenths.reduce((sum, one) => sum + one, 0)).toBe(1000);
      }),
    );
  });

  it("belong to active targets while there are any, else to standby", () => {
    const shares = declaredShares([
      set("a", 30),
      set("b", 10),
      set("c", 100, "standby"),
      set("d", 100, "cordon"),
    ]);
    expect([...shares]).toEqual([
      ["a", 0.75],
      ["b", 0.25],
      ["c", 0],
      ["d", 0],
    ]);
    expect(declaredShares([set("a", 30, "drain"), set("c", 100, "standby")]).get("c")).toBe(1);
  });

  it("are said with a space that does not break", () => expect(percentText(33.3)).toBe("33.3\u00a0%"));
});

describe("bars", () => {
  const before = new Map([
    ["a", 0.5],
    ["b", 0.5],
    ["c", 0],
  ]);
  const after = new Map([
    ["a", 0.9],
    ["b", 0],
    ["c", 0.1],
  ]);

  it("stand side by side without those that have nothing", () => {
    expect(bandsOf(before)).toEqual([
      { id: "a", start: 0, end: 0.5 },
      { id: "b", start: 0.5, end: 1 },
    ]);
  });

  it("are tied by ribbons, also to what comes and goes", () => {
    const ribbons = ribbonsOf(before, after, { width: 100, height: 20 });
    expect(ribbons.map(({ path }) => path)).toEqual([
      "M0 0H50L90 20H0Z",
      "M50 0H100L90 20H90Z",
      "M100 0H100L100 20H90Z",
    ]);
    expect(ribbons.every(({ isChanged }) => isChanged)).toBe(true);
  });
});

describe("a change in words", () => {
  it("lists what is set otherwise or has another share", () => {
    const changes = memberChangesOf({
      before: [set("eu", 50), set("ap", 50), set("us", 100, "standby")],
      after: [set("eu", 50), set("ap", 50, "drain"), set("us", 100, "standby")],
    });
    expect(changes.map(({ id, before, after }) => [id, before?.percent, after.percent, after.state])).toEqual(
      [
        ["eu", 50, 100, "active"],
        ["ap", 50, 0, "drain"],
      ],
    );
  });
});

describe("convergence", () => {
  const all = { gateways: 3, acked: 3, observed: 3, away: 0, nacks: [], slowest: null };
  it.each([
    ["no-gateways", { ...all, gateways: 0, acked: 0, observed: 0 }],
    ["pending", { ...all, acked: 2, observed: 1 }],
    ["acked", { ...all, observed: 2 }],
    ["in-effect", all],
    ["in-effect", { ...all, acked: 2, observed: 2, away: 1 }],
    ["away", { ...all, acked: 0, observed: 0, away: 3 }],
    ["refused", { ...all, nacks: [{ gatewayName: "g", field: "f", reason: "r" }] }],
  ])("%s", (stage, convergence) => expect(stageOf(convergence)).toBe(stage));
});
