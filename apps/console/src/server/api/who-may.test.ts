import { roleIncludes, UserRole } from "@meridian/contracts/fleet";
import { leastRoleOfScope, TokenScope } from "@meridian/contracts/api";
import { callTRPCProcedure, getTRPCErrorFromUnknown } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Caller } from "../domains/people/index.ts";
import { addAgent, addRegion } from "../testing/fleet-fixture.ts";
import { personOf, requestContext, tokenOf } from "../testing/request-context.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { describeError } from "./error-mapping.ts";
import { propertiesOf } from "./rest/coerce-query.ts";
import { appRouter } from "./root.ts";
import { isForPeople, scopesFor } from "./token-rule.ts";
import type { Meta } from "./trpc.ts";

/** All that a person alone may change, and therefore no script: everything else has a route under /api/v1. */
const personalMutations = ["session.changePassword", "session.end", "session.endOthers", "session.setLocale"];

type Declared = {
  _def: {
    meta: Meta;
    type: "query" | "mutation" | "subscription";
    inputs: z.ZodType[];
    output?: z.ZodType;
  };
};
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
async function answerTo(
  caller: Caller | null,
  { path, type }: (typeof procedures)[number],
  input?: object,
): Promise<string> {
  const call = callTRPCProcedure({
    router: appRouter,
    path,
    getRawInput: () => Promise.resolve(input),
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
  const isMutation = procedure.type === "mutation";
  const isForTokens = !isPersonal && !(isMutation && isForPeople(procedure.path));

  test("lets nobody in who is not signed in", async () => {
    expect(await answerTo(null, procedure)).toBe("UNAUTHENTICATED");
  });

  test.each(UserRole.options)(`needs ${role}; asked by %s`, async (asking) => {
    const isAllowed = roleIncludes(asking, role);
    const expected = (may: boolean) => (may ? expect.not.stringMatching(refused) : "FORBIDDEN") as string;
    expect(await answerTo(personOf(asking), procedure)).toEqual(expected(isAllowed));
    expect(await answerTo(tokenOf(asking), procedure)).toEqual(expected(isAllowed && isForTokens));
  });

  test.each(TokenScope.options)("asked by a token with the scope %s", async (scope) => {
    const mayChange = scopesFor(procedure.path).includes(scope);
    const answer = await answerTo(tokenOf("admin", { scope }), procedure);
    const isAllowed = isForTokens && (!isMutation || mayChange);
    expect(answer).toEqual(isAllowed ? expect.not.stringMatching(refused) : "FORBIDDEN");
  });

  test("asked by a token for some regions, without naming one", async () => {
    const answer = await answerTo(tokenOf("admin", { regionIds: ["rg_mine"] }), procedure);
    const isAllowed = isForTokens && !isMutation;
    expect(answer).toEqual(isAllowed ? expect.not.stringMatching(refused) : "FORBIDDEN");
  });
});
test.each(["traffic", "rollouts", "tester"] as const)(
  "the scope %s has the least role of its mutations",
  (scope) => {
    const roles = mutations
      .filter(({ path }) => scopesFor(path).includes(scope))
      .map(({ meta }) => meta.role);
    expect(leastRoleOfScope[scope]).toBe(UserRole.options.find((role) => roles.includes(role)));
  },
);

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

test("whatever answers with a secret, or changes who may do what, is for people", () => {
  const telling = mutations.filter(({ output }) =>
    output
      ? JSON.stringify(z.toJSONSchema(output, { unrepresentable: "any" })).includes("only this once")
      : false,
  );
  expect(telling.map(({ path }) => path).sort()).toEqual([
    ...["agent.createToken", "agent.rotateCredential", "token.create", "user.invite"],
  ]);
  expect(telling.every(({ path }) => isForPeople(path))).toBe(true);
  const forPeople = mutations.filter(({ path }) => isForPeople(path)).map(({ path }) => path);
  expect(forPeople.sort()).toEqual([
    ...["agent.createToken", "agent.rotateCredential"],
    ...personalMutations,
    ...["token.changeOwner", "token.create", "token.revoke"],
    ...["user.changeRole", "user.deactivate", "user.endSession", "user.invite"],
    ...["user.reactivate", "user.resetTwoFactor", "user.revokeInvitation"],
  ]);
});

describe("a token for one region", () => {
  let mine = "";
  let other = "";
  const agents: Record<string, string> = {};
  beforeAll(async () => {
    [mine, other] = [(await addRegion(ctx, "cn-east")).id, (await addRegion(ctx, "eu-central")).id];
    for (const region of ["cn-east", "eu-central"]) {
      agents[region] = (await addAgent(ctx, { region, role: "inference", name: `${region}-1` })).agentId;
    }
  });
  const idOf = (isMine: boolean) => (isMine ? mine : other);
  const agentOf = (isMine: boolean) => agents[isMine ? "cn-east" : "eu-central"];

  test.each([
    ["traffic.shift", (is: boolean) => ({ originRegionId: idOf(is) })],
    ["traffic.split", (is: boolean) => ({ originRegionId: idOf(is) })],
    ["traffic.shiftNodes", (is: boolean) => ({ regionId: idOf(is) })],
    ["rollout.start", (is: boolean) => ({ regionIds: is ? [mine] : [mine, other] })],
    ["tester.parse", (is: boolean) => ({ regionId: mine, nodeId: agentOf(is) })],
    ["region.update", (is: boolean) => ({ regionId: idOf(is) })],
    ["agent.rename", (is: boolean) => ({ agentId: agentOf(is) })],
    ["agent.revokeCredential", (is: boolean) => ({ agentId: agentOf(is) })],
  ])("%s in its own, not in another", async (path, input) => {
    const mutation = mutations.find((one) => one.path === path);
    if (!mutation) throw new Error(`there is no ${path}`);
    const caller = tokenOf("admin", { regionIds: [mine] });
    expect(await answerTo(caller, mutation, input(true))).not.toMatch(refused);
    expect(await answerTo(caller, mutation, input(false))).toBe("FORBIDDEN");
  });

  test("undoes changes of its own region alone", async () => {
    const subjects = await ctx.db.change.findMany({ where: { subjectType: "agent" }, take: 1 });
    const undo = mutations.find(({ path }) => path === "traffic.undo");
    if (!undo) throw new Error("there is no traffic.undo");
    const caller = tokenOf("admin", { regionIds: [mine] });
    for (const revision of [String(subjects[0]?.revision), "999999", "not a revision"]) {
      expect(await answerTo(caller, undo, { revision }), revision).toBe("FORBIDDEN");
    }
  });
});

/** What is made, named or one's own explains itself; what takes something away from somebody, or moves traffic, needs words. */
test("mutations that take no reason are these, as docs/operations.md says", () => {
  const without = Object.entries(appRouter._def.procedures as unknown as Record<string, Declared>)
    .filter(([, { _def }]) => _def.type === "mutation")
    .filter(([, { _def }]) => !_def.inputs.some((input) => "reason" in propertiesOf(input)))
    .map(([path]) => path);
  expect(without.sort()).toEqual([
    ...["agent.createToken", "agent.rename", "agent.revokeToken", "region.create", "region.update"],
    ...["session.changePassword", "session.end", "session.endOthers", "session.setLocale", "tester.parse"],
    ...["token.changeOwner", "token.create", "token.revoke"],
    ...["user.endSession", "user.invite", "user.revokeInvitation"],
  ]);
});
