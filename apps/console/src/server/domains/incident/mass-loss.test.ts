import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMassEvent, judge } from "./mass-loss.ts";

describe("isMassEvent", () => {
  it.each<[number, number, boolean]>([
    [2, 2, false],
    [3, 3, true],
    [3, 9, true],
    [3, 10, false],
    [4, 10, true],
    [30, 100, false],
    [31, 100, true],
  ])("%i of %i lost: %s", (lost, nodes, expected) => expect(isMassEvent(lost, nodes)).toBe(expected));
});

describe("judge", () => {
  const ten = { nodes: 10, gone: 0, gateways: 2 };
  it.each<[string, Parameters<typeof judge>, string]>([
    ["waits while gateways may still find out", [{ state: "suspected", openForMs: 4999 }, ten], "suspected"],
    ["blames the observer when they did not", [{ state: "suspected", openForMs: 5000 }, ten], "observer"],
    [
      "decides nothing while no gateway is heard",
      [
        { state: "suspected", openForMs: 999_999 },
        { ...ten, gateways: 0 },
      ],
      "suspected",
    ],
    [
      "confirms at once what gateways lost too",
      [
        { state: "suspected", openForMs: 0 },
        { ...ten, gone: 4 },
      ],
      "confirmed",
    ],
    [
      "is not content with a few",
      [
        { state: "suspected", openForMs: 5000 },
        { ...ten, gone: 3 },
      ],
      "observer",
    ],
    [
      "changes its mind when they are lost later",
      [
        { state: "observer", openForMs: 9000 },
        { ...ten, gone: 4 },
      ],
      "confirmed",
    ],
    ["never takes a confirmation back", [{ state: "confirmed", openForMs: 9000 }, ten], "confirmed"],
  ])("%s", (_what, given, expected) => expect(judge(...given)).toBe(expected));

  it("whatever is seen, releases the brake only for what gateways say", () => {
    const state = fc.constantFrom("suspected" as const, "observer" as const);
    const seen = fc.record({ nodes: fc.nat(50), gone: fc.nat(50), gateways: fc.nat(5) });
    fc.assert(
      fc.property(state, fc.nat(100_000), seen, (before, openForMs, evidence) => {
        const isReleased = judge({ state: before, openForMs }, evidence) === "confirmed";
        expect(isReleased).toBe(isMassEvent(evidence.gone, evidence.nodes));
      }),
    );
  });
});
