import { getTRPCErrorFromUnknown } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { personOf, requestContext } from "../../testing/request-context.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { addFleet, type TestFleet } from "../../testing/traffic-fixture.ts";
import { describeError } from "../error-mapping.ts";
import { createCallerFactory, router } from "../trpc.ts";
import { trafficRouter } from "./traffic.ts";

let ctx: TestContext;
let fleet: TestFleet;
beforeAll(async () => {
  ctx = await createTestContext();
  fleet = await addFleet(ctx, { "cn-east": 1, "us-west": 0 });
});
afterAll(() => ctx.database.drop());

const operator = () =>
  createCallerFactory(router({ traffic: trafficRouter }))(requestContext(ctx, personOf("operator")));

const minutes = (count: number) => ({ state: "drain", weight: 1, drain: { minutes: count, then: "cordon" } });
const wrong: [string, Record<string, unknown>, RegExp][] = [
  ["a negative weight", { state: "active", weight: -1 }, /targets\.0\.weight/],
  ["a weight over 1000", { state: "active", weight: 1001 }, /targets\.0\.weight/],
  ["a weight that is not whole", { state: "active", weight: 0.5 }, /targets\.0\.weight/],
  ["a weight that is no number", { state: "active", weight: "1" }, /targets\.0\.weight/],
  ["a state that there is not", { state: "paused", weight: 1 }, /targets\.0\.state/],
  ["a drain of no time", minutes(0), /targets\.0\.drain\.minutes/],
  ["a drain of half a minute", minutes(0.5), /targets\.0\.drain\.minutes/],
  ["a deadline without a drain", { ...minutes(5), state: "active" }, /targets\.0\.drain/],
];

test.each(wrong)("%s is refused by its field", async (_name, desired, field) => {
  const { revision } = await fleet.origin("cn-east");
  const input = {
    originRegionId: fleet.id("cn-east"),
    baseRevision: revision,
    targets: [{ regionId: fleet.id("us-west"), ...desired }],
    reason: "a test",
  };
  const shift = operator().traffic.shift(input as never);
  const { data } = describeError(await shift.then(neverWell, getTRPCErrorFromUnknown));
  expect(data).toMatchObject({ code: "VALIDATION", httpStatus: 400 });
  expect(JSON.stringify(data.details)).toMatch(field);
  expect((await fleet.origin("cn-east")).revision).toBe(revision);
});

test("a change needs a reason, and a revision that can be one", async () => {
  const { revision } = await fleet.origin("cn-east");
  const targets = [{ regionId: fleet.id("us-west"), state: "active" as const, weight: 1 }];
  const base = { originRegionId: fleet.id("cn-east"), baseRevision: revision, targets };
  const { shift, undo } = operator().traffic;
  await expect(shift({ ...base, reason: "  " })).rejects.toThrow(/reason/);
  await expect(shift({ ...base, reason: "why", baseRevision: "-1" })).rejects.toThrow(/revision/);
  await expect(undo({ revision: "9".repeat(19) })).rejects.toThrow(/revision/);
  const { revision: next } = await shift({ ...base, reason: "why" });
  expect(await undo({ revision: next })).toMatchObject({ revision: String(Number(next) + 1) });
});

function neverWell(): never {
  throw new Error("expected a refusal");
}
