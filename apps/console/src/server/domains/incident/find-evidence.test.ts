import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeNode, type Account } from "./find-evidence.ts";

const account = (isOut: boolean, picks: number, failed: number): Account => ({ isOut, picks, failed });
const isOutAndIdle = account(true, 0, 0);
const isInAndIdle = account(false, 0, 0);

describe("judgeNode", () => {
  it.each<[string, Account[], ReturnType<typeof judgeNode>]>([
    ["nobody says anything", [], "unclear"],
    ["it is not asked and was not taken out", [isInAndIdle], "unclear"],
    ["it was taken out", [isOutAndIdle], "gone"],
    ["all that it was sent failed", [account(false, 7, 7)], "gone"],
    ["more failed than was sent since", [account(false, 7, 9)], "gone"],
    ["one was answered", [account(false, 7, 6)], "answers"],
    ["one was answered before it was taken out", [account(true, 7, 6)], "answers"],
    ["some took it out, others try in vain", [isOutAndIdle, account(false, 3, 3)], "gone"],
    ["some took it out, others do not ask it", [isOutAndIdle, isInAndIdle], "unclear"],
    ["one of many gets answers", [isOutAndIdle, account(false, 3, 3), account(false, 1, 0)], "answers"],
  ])("%s", (_what, accounts, expected) => expect(judgeNode(accounts)).toBe(expected));

  it("is gone only where no gateway got an answer, whatever they counted", () => {
    const counts = fc.record({ isOut: fc.boolean(), picks: fc.nat(20), failed: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 5 }), (accounts) => {
        const isAnswered = accounts.some(({ picks, failed }) => picks > failed);
        expect(judgeNode(accounts) === "answers").toBe(isAnswered);
        fc.pre(judgeNode(accounts) === "gone");
        expect(accounts.some(({ isOut, picks }) => isOut || picks > 0)).toBe(true);
      }),
    );
  });
});
