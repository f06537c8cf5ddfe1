import fc from "fast-check";
import { expect, it } from "vitest";
import { BodyBudget, type HeldBody } from "./body-budget.ts";

function scene(bytesMax: number) {
  let refused = 0;
  const budget = new BodyBudget(bytesMax, () => refused++);
  const gone: string[] = [];
  const refusals = () => refused;
  const hold = (name: string) => budget.hold(() => gone.push(name));
  return { budget, gone, hold, refusals };
}

it("lets the bodies that have been coming in for the longest give way", () => {
  const { budget, gone, hold, refusals } = scene(100);
  const [first, second, third] = [hold("first"), hold("second"), hold("third")];
  expect(second.add(40)).toBe(true);
  expect(first.add(40)).toBe(true);
  expect(third.add(90)).toBe(true);
  expect(gone).toEqual(["second", "first"]);
  expect(refusals()).toBe(2);
  expect(budget.inFlight).toBe(90);
});

it("refuses what comes next when all that is here waits for its answer", () => {
  const { budget, gone, hold } = scene(100);
  const whole = hold("whole");
  whole.add(80);
  whole.completed();
  expect(hold("next").add(30)).toBe(false);
  expect(gone).toEqual(["next"]);
  whole.release();
  whole.release();
  expect(budget.inFlight).toBe(0);
  expect(hold("later").add(100)).toBe(true);
});

it("lets what is being answered give way after what came before it", () => {
  const { gone, hold, refusals } = scene(100);
  const [slow, waiting] = [hold("slow"), hold("waiting")];
  for (const held of [slow, waiting]) {
    held.add(40);
    held.completed();
  }
  slow.answering(() => gone.push("slow reader"));
  expect(hold("next").add(50)).toBe(true);
  expect(gone).toEqual(["slow reader"]);
  expect(refusals()).toBe(1);
  slow.answering(() => gone.push("too late"));
  expect(hold("one more").add(50)).toBe(true);
  expect(gone).toEqual(["slow reader", "next"]);
});

it("never holds more than it may and forgets nothing, whatever comes and goes", () => {
  const step = fc.record({ body: fc.nat(7), bytes: fc.integer({ min: 1, max: 60 }), what: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = new BodyBudget(100, () => undefined);
      const sizes = new Map<number, number>();
      const bodies = new Map<number, HeldBody>();
      for (const { body, bytes, what } of steps) {
        if (!bodies.has(body))
          bodies.set(
            body,
            budget.hold(() => sizes.delete(body)),
          );
        const held = bodies.get(body);
        if (what === 0 && held?.add(bytes)) sizes.set(body, (sizes.get(body) ?? 0) + bytes);
        if (what === 1) held?.completed();
        if (what === 3) held?.answering(() => sizes.delete(body));
        if (what === 2) {
          held?.release();
          sizes.delete(body);
          bodies.delete(body);
        }
        expect(budget.inFlight).toBeLessThanOrEqual(100);
        expect(budget.inFlight).toBe([...sizes.values()].reduce((sum, size) => sum + size, 0));
      }
    }),
  );
});
