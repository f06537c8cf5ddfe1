import type { UserRole } from "@meridian/contracts/fleet";
import { getTRPCErrorFromUnknown, type TRPCError } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../testing/fleet-fixture.ts";
import { personOf, requestContext } from "../testing/request-context.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { describeError } from "./error-mapping.ts";
import { appRouter } from "./root.ts";
import { createCallerFactory, procedure, router } from "./trpc.ts";

let ctx: TestContext;
let regionId = "";
beforeAll(async () => {
  ctx = await createTestContext();
  regionId = (await addRegion(ctx, "cn-east")).id;
  await addAgent(ctx, { region: "cn-east", role: "gateway", name: "gw" });
});
afterAll(() => ctx.database.drop());

const contextOf = (role: UserRole) => requestContext(ctx, personOf(role));

async function refusal(work: Promise<unknown>): Promise<ReturnType<typeof describeError>> {
  const error: TRPCError = await work.then(
    () => Promise.reject(new Error("expected a refusal")),
    (thrown: unknown) => getTRPCErrorFromUnknown(thrown),
  );
  return describeError(error, "request-1");
}

test("a viewer may look but not parse", async () => {
  const viewer = createCallerFactory(appRouter)(contextOf("viewer"));
  expect((await viewer.fleet.overview()).regions).toHaveLength(1);
  const input = { regionId, addresses: ["上海市南京东路1号"] };
  expect((await refusal(viewer.tester.parse(input))).data).toMatchObject({
    code: "FORBIDDEN",
    httpStatus: 403,
    details: { role: "viewer", needed: "operator" },
  });
});

test("without a live gateway the tester says which region has none", async () => {
  const operator = createCallerFactory(appRouter)(contextOf("operator"));
  const input = { regionId, addresses: ["上海市南京东路1号"] };
  const { message, data } = await refusal(operator.tester.parse(input));
  expect(message).toBe("No gateway of cn-east is live.");
  expect(data).toMatchObject({ code: "UNAVAILABLE", details: { region: "cn-east" }, requestId: "request-1" });
});

test("the input's faults are named; an unknown error is masked", async () => {
  const operator = createCallerFactory(appRouter)(contextOf("operator"));
  const empty = await refusal(operator.tester.parse({ regionId, addresses: [] }));
  expect(empty.data).toMatchObject({ code: "VALIDATION", details: { fields: [{ path: "addresses" }] } });

  const broken = router({
    fail: procedure("viewer").query(() => {
      throw new Error("password=geheim at 10.0.0.1");
    }),
  });
  const caller = createCallerFactory(broken)(contextOf("viewer"));
  const masked = await refusal(caller.fail());
  expect(masked).toEqual({
    message: "Something went wrong on our side.",
    data: { code: "INTERNAL", httpStatus: 500, requestId: "request-1" },
  });
});
