import { safetyRuleDefaults } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, lockRevision } from "@meridian/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAgent, addRegion } from "../../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { freezeChanges, getSafety, setSafetyRules, thawChanges } from "../../safety/index.ts";
import { createEnrolmentToken } from "./create-enrolment-token.ts";
import { enrolAgent } from "./enrol-agent.ts";
import { revokeEnrolmentToken } from "./revoke-enrolment-token.ts";
import { revokeCredential, rotateCredential, verifyCredential } from "./credential.ts";

let ctx: TestContext;
let regionId = "";
beforeAll(async () => {
  ctx = await createTestContext();
  regionId = (await addRegion(ctx, "cn-east")).id;
});
afterAll(() => ctx.database.drop());

let port = 4700;
const newInput = () => ({
  ...({ role: "inference", agentVersion: "0.1.0" } as const),
  advertisedUrl: `http://127.0.0.1:${++port}`,
});

function newToken(more: { name?: string } = {}) {
  return createEnrolmentToken({
    ctx,
    input: { regionId, role: "inference", state: "standby", weight: 100, expiresInMs: 60_000, ...more },
  });
}

async function refusalOf(work: Promise<unknown>): Promise<Pick<AppError, "code" | "details">> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error("expected an AppError", { cause: error });
  return { code: error.code, details: error.details };
}

describe("enrolment", () => {
  test("exchanges a token for a credential, once, with a change row for each", async () => {
    const { token } = await newToken({ name: "node-a" });
    const result = await enrolAgent({ ctx, input: { ...newInput(), token } });
    expect(result).toMatchObject({ name: "node-a", region: { name: "cn-east" } });

    const agent = await ctx.db.agent.findUniqueOrThrow({ where: { id: result.agentId } });
    expect(agent).toMatchObject({ state: "standby", weight: 100, advertisedUrl: "http://127.0.0.1:4701" });
    expect(JSON.stringify(agent)).not.toContain(result.credential);

    const again = await refusalOf(enrolAgent({ ctx, input: { ...newInput(), token } }));
    expect(again).toEqual({ code: "REFUSED_BY_RULE", details: { rule: "token-unused" } });
    const kinds = await ctx.db.change.findMany({ orderBy: { revision: "asc" }, select: { kind: true } });
    expect(kinds.map(({ kind }) => kind)).toEqual([
      "region.created",
      "enrolment-token.created",
      "agent.enrolled",
    ]);
  });

  test("what a stranger sends waits for no lock, and nobody waits for it", async () => {
    const { token: revoked, id } = await newToken();
    await revokeEnrolmentToken({ ctx, input: { tokenId: id } });
    const tokens = ["met_unknown_unknown_unknown", "met_\u6f22".repeat(8), revoked];
    await inTransaction(ctx.db, async (tx) => {
      await lockRevision(tx);
      const refusals = tokens.map((token) => refusalOf(enrolAgent({ ctx, input: { ...newInput(), token } })));
      expect((await Promise.all(refusals)).map(({ code }) => code)).toEqual([
        "UNAUTHENTICATED",
        "UNAUTHENTICATED",
        "REFUSED_BY_RULE",
      ]);
    });
  });

  test("a node that would take traffic against a rule, or in a freeze, begins as standby", async () => {
    const { id } = await addRegion(ctx, "us-west");
    const begins = async (name: string) => {
      const { agentId } = await addAgent(ctx, { region: "us-west", role: "inference", name });
      const { state } = await ctx.db.agent.findUniqueOrThrow({ where: { id: agentId } });
      const change = await ctx.db.change.findFirstOrThrow({ where: { subjectId: agentId } });
      return [state, (change.after as { heldBackBy?: string }).heldBackBy];
    };
    const { revision } = await getSafety({ ctx });
    const rules = { ...safetyRuleDefaults, shiftPointsMax: 40 };
    await setSafetyRules({ ctx, input: { ...rules, baseRevision: revision, reason: "test" } });
    expect(await begins("first")).toEqual(["active", undefined]);
    expect(await begins("second")).toEqual(["standby", "shift-points-max"]);
    await ctx.db.agent.updateMany({ where: { regionId: id }, data: { state: "active" } });
    expect(await begins("third")).toEqual(["active", undefined]);
    await freezeChanges({ ctx, input: { reason: "holiday" } });
    expect(await begins("fourth")).toEqual(["standby", "not-frozen"]);
    await thawChanges({ ctx, input: { reason: "back" } });
    expect(await begins("fifth")).toEqual(["active", undefined]);
  });

  test("two exchanges of one token at once: one agent", async () => {
    const { token } = await newToken();
    const tries = [1, 2].map(() => enrolAgent({ ctx, input: { ...newInput(), token } }));
    const results = await Promise.allSettled(tries);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("an expired, a revoked, a wrong-role and an unknown token are refused", async () => {
    const expired = await newToken();
    ctx.advance(61_000);
    expect(
      (await refusalOf(enrolAgent({ ctx, input: { ...newInput(), token: expired.token } }))).details,
    ).toEqual({
      rule: "token-valid",
    });
    const revoked = await newToken();
    await revokeEnrolmentToken({ ctx, input: { tokenId: revoked.id } });
    expect(
      (await refusalOf(enrolAgent({ ctx, input: { ...newInput(), token: revoked.token } }))).details,
    ).toEqual({ rule: "token-not-revoked" });
    const { token } = await newToken();
    const wrongRole = refusalOf(enrolAgent({ ctx, input: { ...newInput(), role: "gateway", token } }));
    expect((await wrongRole).details).toEqual({ rule: "token-role" });
    const unknown = refusalOf(
      enrolAgent({ ctx, input: { ...newInput(), token: "met_nobody-ever-made-this" } }),
    );
    expect((await unknown).code).toBe("UNAUTHENTICATED");
  });

  test("a taken name is a conflict; without a name the next free one is given", async () => {
    const { token } = await newToken({ name: "node-a" });
    expect((await refusalOf(enrolAgent({ ctx, input: { ...newInput(), token } }))).code).toBe("CONFLICT");
    const free = await newToken();
    expect(await enrolAgent({ ctx, input: { ...newInput(), token: free.token } })).toMatchObject({
      name: "node-2",
    });
  });

  test("the same token with the same secret is answered the same, however often and late", async () => {
    const { token } = await newToken();
    const own = { ...newInput(), token, secret: "s".repeat(43) };
    const both = await Promise.all([1, 2].map(() => enrolAgent({ ctx, input: own })));
    expect(both[0]).toEqual(both[1]);
    const { revision } = await ctx.db.systemState.findUniqueOrThrow({ where: { id: 1 } });
    ctx.advance(61_000);
    const again = await enrolAgent({ ctx, input: { ...own, advertisedUrl: "http://127.0.0.1:4009" } });
    expect(again).toEqual(both[0]);
    expect(await ctx.db.systemState.findUniqueOrThrow({ where: { id: 1 } })).toMatchObject({ revision });
    expect(await ctx.db.change.count({ where: { subjectId: again.agentId } })).toBe(1);
    const { agentId, credential } = again;
    expect(await verifyCredential(ctx.db, { agentId, credential })).toMatchObject({ id: agentId });

    const spent = { code: "REFUSED_BY_RULE", details: { rule: "token-unused" } };
    const refused = async (changes: object) =>
      expect(await refusalOf(enrolAgent({ ctx, input: { ...own, ...changes } }))).toEqual(spent);
    await refused({ secret: "t".repeat(43) });
    await refused({ secret: undefined });
    await refused({ role: "gateway" });
    const other = await newToken();
    const elsewhere = await enrolAgent({
      ctx,
      input: { ...own, ...newInput(), token: other.token },
    });
    expect(elsewhere.credential).not.toBe(credential);
  });

  test("a credential that was replaced or revoked is not given out again", async () => {
    const linked = { ...ctx, agents: { disconnect: () => undefined } };
    for (const end of [rotateCredential, revokeCredential]) {
      const own = { ...newInput(), token: (await newToken()).token, secret: "s".repeat(43) };
      const { agentId } = await enrolAgent({ ctx, input: own });
      await end({ ctx: linked, input: { agentId, reason: "lost laptop" } });
      expect((await refusalOf(enrolAgent({ ctx, input: own }))).details).toEqual({ rule: "token-unused" });
    }
  });
});

test("a credential holds until it is revoked or rotated", async () => {
  const closed: string[] = [];
  const linked = {
    ...ctx,
    agents: { disconnect: (id: string, why: string) => void closed.push(`${id} ${why}`) },
  };
  const { agentId, credential } = await addAgent(ctx, { region: "cn-east", role: "gateway", name: "gw" });
  expect((await verifyCredential(ctx.db, { agentId, credential })).name).toBe("gw");
  const wrong = { agentId, credential: `${credential}x` };
  expect((await refusalOf(verifyCredential(ctx.db, wrong))).code).toBe("UNAUTHENTICATED");

  const request = { ctx: linked, input: { agentId, reason: "lost laptop" } };
  const rotated = await rotateCredential(request);
  expect((await refusalOf(verifyCredential(ctx.db, { agentId, credential }))).code).toBe("UNAUTHENTICATED");
  await verifyCredential(ctx.db, { agentId, ...rotated });

  await revokeCredential(request);
  expect((await refusalOf(verifyCredential(ctx.db, { agentId, ...rotated }))).code).toBe("UNAUTHENTICATED");
  expect(closed).toEqual([`${agentId} rotated`, `${agentId} revoked`]);
});
