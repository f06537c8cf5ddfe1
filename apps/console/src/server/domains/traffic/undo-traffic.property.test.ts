import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { addFleet, type TestFleet } from "../../testing/traffic-fixture.ts";
import { undoTraffic } from "./undo-traffic.ts";

let ctx: TestContext;
let fleet: TestFleet;
beforeAll(async () => {
  ctx = await createTestContext();
  fleet = await addFleet(ctx, { "cn-east": 2, "us-west": 0, "eu-north": 0 });
});
afterAll(() => ctx.database.drop());

const active = (weight: number) => ({ state: "active", weight }) as const;

/** What operators set, without how far it has come. */
async function setting() {
  const { origins, nodes } = await fleet.traffic();
  return [...origins.map(({ targets: members }) => members), ...nodes.map((region) => region.nodes)];
}

test("undo ∘ change = identity, for random shifts of regions and nodes", async () => {
  const drain = fc.record({
    minutes: fc.integer({ min: 1, max: 10_080 }),
    then: fc.constantFrom("standby" as const, "cordon" as const),
  });
  const weight = fc.integer({ min: 0, max: 1000 });
  const desired = fc.oneof(
    fc.record({ state: fc.constantFrom("active", "standby", "cordon"), weight }),
    fc.record({ state: fc.constant("drain" as const), weight, drain }),
  );
  const anchor = fc.integer({ min: 1, max: 1000 }).map(active);
  const regions = fc.record({ "cn-east": anchor, "us-west": desired, "eu-north": desired });
  const nodes = fc.record({ "cn-east-node-1": anchor, "cn-east-node-2": desired });
  const shift = fc.oneof(
    regions.map((set) => () => fleet.shift("cn-east", set)),
    nodes.map((set) => () => fleet.shiftNodes("cn-east", set)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(shift, { minLength: 1, maxLength: 3 }), async (shifts) => {
      const last = shifts.pop();
      for (const earlier of shifts) await unlessSame(earlier());
      const before = await setting();
      const changed = last && (await unlessSame(last()));
      if (changed) await undoTraffic({ ctx, input: { revision: changed.revision, reason: "back" } });
      expect(await setting()).toEqual(before);
    }),
    { numRuns: 12 },
  );
});

/** A random shift may set everything as it is already. */
async function unlessSame(shift: Promise<{ revision: string }>): Promise<{ revision: string } | null> {
  return shift.catch((error: Error) => {
    if (!error.message.includes("already")) throw error;
    return null;
  });
}
