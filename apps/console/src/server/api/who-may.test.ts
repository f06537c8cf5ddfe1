import { roleIncludes, UserRole } from "@meridian/contracts/fleet";
import { callTRPCProcedure, getTRPCErrorFromUnknown } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Caller } from "../domains/people/index.ts";
import { personOf, requestContext, tokenOf } from "../testing/request-context.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { describeError } from "./error-mapping.ts";
import { appRouter } from "./root.ts";
import type { Meta } from "./trpc.ts";

/** All that a person alone may change, and therefore no script: everything else has a route under /api/v1. */
const personalMutations = ["session.changePassword", "session.end", "session.endOthers", "session.setLocale"];

type Declared = { _def: { meta: Meta; type: "query" | "mutation" | "subscription" } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Declared>).map(
  ([path, { _def }]) => ({ path, ..._def }),
);
const mutations = procedures.filter(({ type }) => type === "mutation");

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.database.drop());

/** The code that a call without input is answered with; who may not call is told so before the input is read. */
async function answerTo(caller: Caller | null, { path, type }: (typeof procedures)[number]): Promise<string> {
  const call = callTRPCProcedure({
    router: appRouter,
    path,
    getRawInput: () => Promise.resolve(undefined),
    ctx: requestContext(ctx, caller),
    type,
    signal: undefined,
    batchIndex: 0,
  });
  return call.then(
    () => "OK",
    (error: unknown) => describeError(getTRPCErrorFromUnknown(error)).data.code,
  );
}

describe.each(procedures)("$path", (procedure) => {
  const { role, isPersonal = false } = procedure.meta;

  test("lets nobody in who is not signed in", async () => {
    expect(await answerTo(null, procedure)).toBe("UNAUTHENTICATED");
  });

  test.each(UserRole.options)(`needs ${role}; asked by %s`, async (asking) => {
    const isAllowed = roleIncludes(asking, role);
    const expected = (may: boolean) => (may ? expect.not.stringMatching(refused) : "FORBIDDEN") as string;
    expect(await answerTo(personOf(asking), procedure)).toEqual(expected(isAllowed));
    expect(await answerTo(tokenOf(asking), procedure)).toEqual(expected(isAllowed && !isPersonal));
  });
});
const refused = /^(FORBIDDEN|UNAUTHENTICATED)$/;

test("a viewer changes nothing but what is their own", async () => {
  for (const mutation of mutations) {
    const answer = await answerTo(personOf("viewer"), mutation);
    if (personalMutations.includes(mutation.path)) expect(answer, mutation.path).not.toMatch(refused);
    else expect(answer, mutation.path).toBe("FORBIDDEN");
  }
});

test("every mutation but a person's own has a route, and no two share one", () => {
  const withoutRoute = mutations.filter(({ meta }) => !meta.rest).map(({ path }) => path);
  expect(withoutRoute.sort()).toEqual(personalMutations);
  const routes = procedures.flatMap(({ meta: { rest } }) => (rest ? [`${rest.method} ${rest.path}`] : []));
  expect(new Set(routes).size).toBe(routes.length);
});
