import { roleIncludes, UserRole } from "@meridian/contracts/fleet";
import { leastRoleOfScope, TokenScope } from "@meridian/contracts/api";
import { inTransaction, nextRevision } from "@meridian/db";
import { callTRPCProcedure, getTRPCErrorFromUnknown } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { appendChange } from "../domains/audit/index.ts";
import { createEnrolmentToken } from "../domains/fleet/index.ts";
import type { Caller } from "../domains/people/index.ts";
import { addAgent, addRegion } from "../testing/fleet-fixture.ts";
import { personOf, requestContext, tokenOf } from "../testing/request-context.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { describeError } from "./error-mapping.ts";
import { propertiesOf } from "./rest/coerce-query.ts";
import { appRouter } from "./root.ts";
import { isForPeople, scopesFor } from "./token-rule.ts";
import { touching } from "./touched-regions.ts";
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

type Procedure = (typeof procedures)[number];

/** The code that a call without input is answered with; who may not call is told so before the input is read. */
async function answerTo(caller: Caller | null, procedure: Procedure, input?: object): Promise<string> {
  return (await refusalOf(caller, procedure, input))?.data.code ?? "OK";
}

/** Null: it was carried out. */
async function refusalOf(caller: Caller | null, { path, type }: Procedure, input?: object) {
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
    () => null,
    (error: unknown) => describeError(getTRPCErrorFromUnknown(error)),
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

test("what takes dryRun may be tried by who may not make it, and nothing else", async () => {
  for (const mutation of mutations) {
    const isTriable = mutation.inputs.some((input) => "dryRun" in propertiesOf(input));
    expect(mutation.meta.isTriable === true, mutation.path).toBe(isTriable);
    if (personalMutations.includes(mutation.path)) continue;
    const answer = await answerTo(personOf("viewer"), mutation, { dryRun: true });
    if (isTriable) expect(answer, mutation.path).not.toMatch(refused);
    else expect(answer, mutation.path).toBe("FORBIDDEN");
  }
});

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
  const ofTheConsole = telling.map(({ path }) => path).filter((path) => path !== "apiKey.create");
  expect(ofTheConsole.sort()).toEqual([
    ...["agent.createToken", "agent.rotateCredential", "scrapeToken.create", "token.create", "user.invite"],
  ]);
  expect(ofTheConsole.every(isForPeople)).toBe(true);
  const forPeople = mutations.filter(({ path }) => isForPeople(path)).map(({ path }) => path);
  expect(forPeople.sort()).toEqual([
    ...["agent.createToken", "agent.rotateCredential", "scrapeToken.create", "scrapeToken.revoke"],
    ...personalMutations,
    ...["token.changeOwner", "token.create", "token.revoke"],
    ...["user.changeRole", "user.deactivate", "user.endSession", "user.invite"],
    ...["user.reactivate", "user.resetTwoFactor", "user.revokeInvitation"],
  ]);
});

describe("who is limited to regions", () => {
  /** Everything by which an input can name a region: inputs are read for that before they are validated. */
  type Names = Record<
    "originRegionId" | "regionId" | "agentId" | "nodeId" | "rolloutId" | "tokenId",
    string
  > & {
    regionIds: string[];
    revision: string;
  };
  let here: Names;
  let there: Names;
  beforeAll(async () => {
    here = await namesOf("cn-east");
    there = await namesOf("eu-central");
  });

  async function namesOf(name: string): Promise<Names> {
    const { id: regionId } = await addRegion(ctx, name);
    const { agentId } = await addAgent(ctx, { region: name, role: "inference", name: `${name}-1` });
    const tokenInput = {
      regionId,
      role: "inference",
      state: "standby",
      weight: 1,
      expiresInMs: 60_000,
    } as const;
    const { id: tokenId } = await createEnrolmentToken({ ctx, input: tokenInput });
    const rolloutId = `ro_${name}`;
    const step = { regionId, state: "waiting", since: null, reason: null, failedIn: null, switchedAt: null };
    const progress = { steps: [{ ...step, goesWithoutData: false, gates: [], before: {} }] };
    const version = { id: `mv_${name}`, name, digest: name, precisions: ["fp32"], files: [], manifest: {} };
    const rollout = {
      id: rolloutId,
      precision: "fp32",
      state: "completed",
      plan: {},
      progress,
      createdBy: "user-1",
      endedAt: ctx.now(),
    };
    await ctx.db.rollout.create({ data: { ...rollout, modelVersion: { create: version } } });
    const revision = await inTransaction(ctx.db, async (tx) => {
      const next = await nextRevision(tx);
      const subject = { type: "traffic", id: regionId };
      await appendChange(tx, ctx, { revision: next, kind: "traffic.shifted", subject });
      return String(next);
    });
    const ids = { originRegionId: regionId, regionId, regionIds: [regionId] };
    return { ...ids, agentId, nodeId: agentId, rolloutId, tokenId, revision };
  }

  test("every mutation declares what it touches", () => {
    expect(mutations.filter(({ meta }) => meta.touches === undefined).map(({ path }) => path)).toEqual([]);
  });

  describe.each(mutations)("$path", (mutation) => {
    const { touches } = mutation.meta;
    const limited = () => [
      personOf("admin", [here.regionId]),
      ...(isForPeople(mutation.path) ? [] : [tokenOf("admin", { regions: [here.regionId] })]),
    ];
    const both = (): Names => ({
      ...there,
      regionIds: [here.regionId, there.regionId],
      regionId: here.regionId,
    });
    const answers = async (input: object | undefined) => {
      const told = await Promise.all(limited().map((caller) => answerTo(caller, mutation, input)));
      return [...new Set(told.map((code) => (refused.test(code) ? code : "let through")))];
    };

    test("in their own regions, in another, in both, and where none is named", async () => {
      const isOwn = touches === "own";
      const may = (is: boolean) => [is ? "let through" : "FORBIDDEN"];
      expect(await answers(here), "own").toEqual(may(isOwn || touches !== "fleet"));
      expect(await answers(there), "another").toEqual(may(isOwn));
      if (touches !== touching.region) expect(await answers(both()), "both").toEqual(may(isOwn));
      const refusals = async (input: object | undefined) => [
        ...new Set(await Promise.all(limited().map((caller) => answerTo(caller, mutation, input)))),
      ];
      if (isOwn) return;
      expect(await refusals(undefined), "none").toEqual([touches === "fleet" ? "FORBIDDEN" : "VALIDATION"]);
      const unknown = await refusals({ regionId: "rg_none", agentId: "ag_none" });
      const isNamed = touches === "fleet" || touches === touching.region || touches === touching.tested;
      expect(unknown, "unknown").toEqual([isNamed ? "FORBIDDEN" : "NOT_FOUND"]);
    });

    test("trying what it would do is reading", async () => {
      const isTried = mutation.meta.isTriable === true || touches === "own";
      expect(await answers({ ...there, dryRun: true })).toEqual([isTried ? "let through" : "FORBIDDEN"]);
      const perhaps = await answers({ ...there, dryRun: "true" });
      expect(perhaps).toEqual([touches === "own" ? "let through" : "FORBIDDEN"]);
    });

    test("nobody is let through by a limit to no region", async () => {
      const nowhere = tokenOf("admin", { regions: [] });
      if (!isForPeople(mutation.path)) expect(await answerTo(nowhere, mutation, here)).toBe("FORBIDDEN");
    });
  });

  test("is told which regions it would take", async () => {
    const shift = mutations.find(({ path }) => path === "traffic.shift");
    const freeze = mutations.find(({ path }) => path === "safety.freeze");
    if (!shift || !freeze) throw new Error("expected both");
    const caller = personOf("operator", [here.regionId]);
    expect(await refusalOf(caller, shift, there)).toMatchObject({
      message: "You may change cn-east alone; this concerns eu-central.",
      data: { details: { rule: "region-limit", regions: ["cn-east"], needed: ["eu-central"] } },
    });
    expect(await refusalOf(caller, freeze, there)).toMatchObject({
      message: "You may change cn-east alone; this concerns the whole fleet.",
      data: { details: { rule: "region-limit-fleet" } },
    });
  });

  test("undoes changes of traffic alone, and no others", async () => {
    const undo = mutations.find(({ path }) => path === "traffic.undo");
    if (!undo) throw new Error("there is no traffic.undo");
    const enrolled = await ctx.db.change.findFirstOrThrow({ where: { subjectType: "agent" } });
    const caller = tokenOf("admin", { regions: [here.regionId] });
    for (const revision of [String(enrolled.revision), "999999", "not a revision"]) {
      expect(await answerTo(caller, undo, { revision }), revision).toBe("NOT_FOUND");
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
    ...["agent.createToken", "agent.rename", "apiKey.create", "apiKey.update"],
    ...["region.create", "region.update", "scrapeToken.create"],
    ...["session.changePassword", "session.end", "session.endOthers", "session.setLocale", "tester.parse"],
    ...["token.changeOwner", "token.create", "user.invite"],
  ]);
});
