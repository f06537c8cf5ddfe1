import { paddedLength } from "@meridian/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ticket } from "./ticket.ts";
import { WaitingLine } from "./waiting-line.ts";

describe("WaitingLine", () => {
  it("stays in the order of deadlines and counts its tokens, whatever comes and goes", () => {
    const anyStep = fc.record({
      kind: fc.constantFrom("add", "add", "remove", "take", "take-and-put-back"),
      dueAt: fc.nat(20),
      length: fc.integer({ min: 1, max: 128 }),
      index: fc.nat(30),
    });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const line = new WaitingLine<number>();
        let model: Ticket<number>[] = [];
        steps.forEach(({ kind, dueAt, length, index }, order) => {
          if (kind === "add") {
            const ticket = new Ticket<number>(new Int32Array(length), dueAt, "bulk", order);
            line.add(ticket);
            model = [...model, ticket].sort((a, b) => a.dueAt - b.dueAt || a.order - b.order);
          } else if (kind === "remove") {
            const ticket = model[index] ?? new Ticket<number>(new Int32Array(1), dueAt, "bulk", order);
            expect(line.remove(ticket)).toBe(model.includes(ticket));
            model = model.filter((other) => other !== ticket);
          } else {
            const taken = line.takeFirst(index);
            expect(taken).toEqual(model.slice(0, index));
            if (kind === "take") model = model.slice(index);
            else line.putBack(taken);
          }
          expect(line.length).toBe(model.length);
          expect(line.tokens).toBe(model.reduce((sum, { ids }) => sum + paddedLength(ids.length), 0));
        });
        expect(line.takeFirst(model.length)).toEqual(model);
      }),
    );
  });
});
