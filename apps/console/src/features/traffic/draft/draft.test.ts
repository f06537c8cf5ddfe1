import { describe, expect, it } from "vitest";
import {
  changesOf,
  drainDefault,
  draftOf,
  draftOn,
  moved,
  type Member,
  withDrain,
  withLock,
  withState,
} from "./draft.ts";
import { effectsOf } from "./effects.ts";

const member = (id: string, weight: number, more: Partial<Member> = {}): Member => ({
  ...{ id, name: id, colour: "", state: "active", drain: null, isUnproven: false, weight },
  ...more,
});
const eu = member("eu", 50);
const ap = member("ap", 50);
const us = member("us", 100, { state: "standby" });
const members = [eu, ap, us];
const draft = draftOf(members, "7");
const weights = ({ members }: typeof draft) => members.map(({ weight }) => weight);

describe("a draft", () => {
  it("changes nothing until something is moved", () => {
    expect(changesOf(members, draft)).toEqual([]);
    expect(changesOf(members, withLock(draft, "eu"))).toEqual([]);
  });

  it("names only what it sets otherwise", () => {
    const changes = changesOf(members, moved(draft, "eu", 90));
    expect(changes.map(({ id, weight }) => [id, weight])).toEqual([
      ["eu", 90],
      ["ap", 10],
    ]);
  });

  it("keeps the others' proportions when one is moved to the end and back", () => {
    const three = draftOf([member("a", 20), member("b", 60), member("c", 20)], "1");
    expect(weights(moved(moved(three, "a", 100), "a", 20))).toEqual([20, 60, 20]);
  });

  it("begins anew with another weight", () => {
    const three = draftOf([member("a", 20), member("b", 60), member("c", 20)], "1");
    expect(weights(moved(moved(three, "a", 100), "b", 50))).toEqual([50, 50, 0]);
  });

  it("gives a drain that begins a deadline, and leaves one that stands alone", () => {
    const begun = withState(draft, eu, "drain");
    expect(begun.members[0]).toMatchObject({ state: "drain", drain: drainDefault });
    const later = withDrain(begun, "eu", { minutes: 60, then: "cordon" });
    expect(later.members[0]?.drain).toEqual({ minutes: 60, then: "cordon" });
    expect(withState(later, eu, "active").members[0]?.drain).toBeNull();

    const draining = member("eu", 50, { state: "drain" });
    const back = withState(withState(draftOf([draining], "1"), draining, "active"), draining, "drain");
    expect(changesOf([draining], back)).toEqual([]);
  });

  it("stays when targets come and go", () => {
    const jp = member("jp", 10);
    const moved90 = draftOn([eu, ap, jp], moved(draft, "eu", 90));
    expect(moved90.members.map(({ id, weight }) => [id, weight])).toEqual([
      ["eu", 90],
      ["ap", 10],
      ["jp", 10],
    ]);
  });
});

describe("the effect of a draft", () => {
  it("tells how much moves from where to where, at the rate of now", () => {
    expect(effectsOf(members, moved(draft, "eu", 90), 30)).toEqual([
      {
        kind: "moves",
        share: expect.closeTo(0.4),
        perSecond: expect.closeTo(12),
        from: ["ap"],
        to: [{ id: "eu", share: expect.closeTo(0.4) }],
      },
    ]);
  });

  it("knows no rate before the first figures", () => {
    expect(effectsOf(members, moved(draft, "eu", 90), null)[0]).toMatchObject({ perSecond: null });
  });

  it("tells the states that change, with a drain's deadline", () => {
    const effects = effectsOf(members, withState(draft, eu, "drain"), 10);
    expect(effects).toContainEqual({ kind: "state", id: "eu", state: "drain", drain: drainDefault });
    expect(effects[0]).toMatchObject({ kind: "moves", from: ["eu"], to: [{ id: "ap" }] });
  });

  it("says when nothing moves", () => {
    expect(effectsOf(members, withState(draft, us, "cordon"), 10)[0]).toEqual({ kind: "moves-nothing" });
  });

  it("warns of what becomes active before any gateway has found it ready", () => {
    const fresh = member("us", 100, { state: "standby", isUnproven: true });
    const effects = effectsOf([eu, fresh], withState(draftOf([eu, fresh], "1"), fresh, "active"), 10);
    expect(effects.at(-1)).toEqual({ kind: "unproven", id: "us" });
    const old = member("eu", 50, { isUnproven: true });
    const kinds = effectsOf([old, us], moved(draftOf([old, us], "1"), "eu", 20), 10).map(({ kind }) => kind);
    expect(kinds).not.toContain("unproven");
  });

  it("sends everything to standby when nothing is active any more", () => {
    const one = draftOf([eu, us], "1");
    const effects = effectsOf([eu, us], withState(one, eu, "cordon"), 10);
    expect(effects[0]).toMatchObject({ share: 1, from: ["eu"], to: [{ id: "us", share: 1 }] });
    expect(effects[1]).toEqual({ kind: "none-active" });
  });
});
