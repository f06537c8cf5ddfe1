import type { CreateTokenInput } from "@meridian/contracts/api";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addRegion } from "../../../testing/fleet-fixture.ts";
import { addPerson } from "../../../testing/people-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { changeRole } from "../user/change-role.ts";
import { deactivateUser, reactivateUser } from "../user/deactivate-user.ts";
import { listTokens } from "./list-tokens.ts";
import { resolveToken } from "./resolve-token.ts";
import { changeTokenOwner, createToken, revokeToken } from "./tokens.ts";

const dayMs = 86_400_000;

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.database.drop());
beforeEach(async () => {
  await ctx.db.user.deleteMany();
  await addPerson(ctx);
});

const given: CreateTokenInput = {
  ...{ name: "deploy", kind: "personal", role: "operator", scope: "all", regionIds: [], expiresInDays: 7 },
};
/** What `actor` creates: the test's person, unless another. */
const create = (input: Partial<CreateTokenInput> = {}, actorId = "user-1") =>
  createToken({
    ctx: { ...ctx, actor: { type: "user", id: actorId, role: "admin" } },
    input: { ...given, ...input },
  });
const resolve = (token: string) => resolveToken(ctx.db, token, ctx.now());

function refused(token: string, message: RegExp) {
  const matching = expect.stringMatching(message) as string;
  return expect(resolve(token)).rejects.toMatchObject({ code: "UNAUTHENTICATED", message: matching });
}

test("a token acts with its role, scope and regions, and has no session", async () => {
  const { id: regionId } = await addRegion(ctx, "cn-east");
  const { id, token } = await create({ scope: "traffic", regionIds: [regionId] });
  expect(token).toMatch(/^mat_[\w-]{43}$/);
  expect(await resolve(token)).toEqual({
    role: "operator",
    actor: { type: "token", id },
    regions: [regionId],
    session: null,
    token: { scope: "traffic" },
  });
  await expect(create({ regionIds: ["rg_none"] })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a personal token does what its owner may do now, and no more than it was made for", async () => {
  await addPerson(ctx, { id: "wang" });
  const { token } = await create({ role: "admin" }, "wang");
  const low = await create({ role: "viewer" }, "wang");
  const roleOf = async (secret: string) => (await resolve(secret)).role;
  expect([await roleOf(token), await roleOf(low.token)]).toEqual(["admin", "viewer"]);
  await changeRole({ ctx, input: { userId: "wang", role: "operator" } });
  expect([await roleOf(token), await roleOf(low.token)]).toEqual(["operator", "viewer"]);
  await changeRole({ ctx, input: { userId: "wang", role: "approver" } });
  expect(await roleOf(token)).toBe("approver");
});

test("a personal token changes no region that its owner may not, a service token keeps its own", async () => {
  const [eu, us] = [(await addRegion(ctx, "eu-central")).id, (await addRegion(ctx, "us-west")).id];
  await addPerson(ctx, { id: "wang" });
  const free = await create({}, "wang");
  const both = await create({ regionIds: [eu, us] }, "wang");
  const elsewhere = await create({ regionIds: [us] }, "wang");
  const service = await create({ kind: "service", ownerId: "wang" });
  const regionsOf = async (secret: string) => (await resolve(secret)).regions;
  expect(await regionsOf(free.token)).toBeNull();
  await changeRole({ ctx, input: { userId: "wang", role: "admin", regionIds: [eu] } });
  expect(await regionsOf(free.token)).toEqual([eu]);
  expect(await regionsOf(both.token)).toEqual([eu]);
  expect(await regionsOf(elsewhere.token), "none, and not all").toEqual([]);
  expect(await regionsOf(service.token)).toBeNull();
});

test("a service token keeps its role, and is refused while its owner is deactivated", async () => {
  await addPerson(ctx, { id: "wang" });
  const { id, token } = await create({ kind: "service", role: "approver", ownerId: "wang" });
  await changeRole({ ctx, input: { userId: "wang", role: "viewer" } });
  expect((await resolve(token)).role).toBe("approver");
  await deactivateUser({ ctx, input: { userId: "wang", reason: "left" } });
  await refused(token, /owner .* deactivated/);
  const listed = (await listTokens(ctx.db)).find((one) => one.id === id);
  expect(listed).toMatchObject({ effectiveRole: null, ownerName: "wang", createdByName: "user-1" });
  await changeTokenOwner({ ctx, input: { tokenId: id, ownerId: "user-1" } });
  expect((await resolve(token)).role).toBe("approver");
});

test("a personal token stays its owner's; nobody who is deactivated becomes an owner", async () => {
  await addPerson(ctx, { id: "wang" });
  const personal = await create();
  const service = await create({ kind: "service" });
  const hand = (tokenId: string, ownerId: string) => changeTokenOwner({ ctx, input: { tokenId, ownerId } });
  await expect(hand(personal.id, "wang")).rejects.toMatchObject({ details: { rule: "personal-token" } });
  await deactivateUser({ ctx, input: { userId: "wang", reason: "left" } });
  await expect(hand(service.id, "wang")).rejects.toMatchObject({ details: { rule: "owner-active" } });
  const made = create({ kind: "service", ownerId: "wang" });
  await expect(made).rejects.toMatchObject({ details: { rule: "owner-active" } });
  await expect(hand(service.id, "nobody")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("with its owner a personal token goes for good; a service token passes on", async () => {
  await addPerson(ctx, { id: "wang" });
  const personal = await create({}, "wang");
  const service = await create({ kind: "service" }, "wang");
  await deactivateUser({ ctx, input: { userId: "wang", serviceTokensTo: "user-1", reason: "left" } });
  await refused(personal.token, /revoked/);
  expect((await resolve(service.token)).role).toBe("operator");
  await reactivateUser({ ctx, input: { userId: "wang" } });
  await refused(personal.token, /revoked/);
});

test("its newest use is written once a minute at most", async () => {
  const { id, token } = await create();
  const use = async () => {
    await resolve(token);
    return (await ctx.db.apiToken.findUniqueOrThrow({ where: { id } })).lastUsedAt;
  };
  const first = ctx.now();
  expect(await use()).toEqual(first);
  ctx.advance(59_999);
  expect(await use()).toEqual(first);
  ctx.advance(1);
  expect(await use()).toEqual(ctx.now());
});

test("unknown, expired and revoked tokens are refused in words", async () => {
  await refused("mat_unknown", /unknown/);
  const expiring = await create();
  ctx.advance(7 * dayMs - 1);
  await resolve(expiring.token);
  ctx.advance(1);
  await refused(expiring.token, /expired at 2026-/);

  const revoked = await create();
  await revokeToken({ ctx, input: { tokenId: revoked.id } });
  await refused(revoked.token, /revoked at 2026-/);
  await expect(revokeToken({ ctx, input: { tokenId: "at_none" } })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("making and revoking are changes, without the secret", async () => {
  const { id, token } = await create();
  await revokeToken({ ctx, input: { tokenId: id, reason: "the script is gone" } });
  await revokeToken({ ctx, input: { tokenId: id } });
  const changes = await ctx.db.change.findMany({ where: { subjectId: id }, orderBy: { revision: "asc" } });
  expect(changes.map(({ kind, reason }) => [kind, reason])).toEqual([
    ["api-token.created", null],
    ["api-token.revoked", "the script is gone"],
  ]);
  expect(
    JSON.stringify(changes, (_key, value: unknown) => (typeof value === "bigint" ? "" : value)),
  ).not.toContain(token);
  const listed = (await listTokens(ctx.db)).find((one) => one.id === id);
  expect(listed).toMatchObject({ id, name: "deploy", revokedAt: ctx.now() });
  expect(listed).not.toHaveProperty("tokenHash");
});
