import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { createToken, listTokens, revokeToken } from "./tokens.ts";
import { resolveToken } from "./resolve-token.ts";

const dayMs = 86_400_000;

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.database.drop());

const create = (expiresInDays: 7 | null = null) =>
  createToken({ ctx, input: { name: "deploy", role: "operator", expiresInDays } });

test("a token acts with its own role and has no session", async () => {
  const { id, token } = await create();
  expect(token).toMatch(/^mat_[\w-]{43}$/);
  expect(await resolveToken(ctx.db, token, ctx.now())).toEqual({
    role: "operator",
    actor: { type: "token", id },
    session: null,
  });
});

test("its newest use is written once a minute at most", async () => {
  const { id, token } = await create();
  const use = async () => {
    await resolveToken(ctx.db, token, ctx.now());
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
  const refused = (token: string, message: RegExp) =>
    expect(resolveToken(ctx.db, token, ctx.now())).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringMatching(message) as string,
    });
  await refused("mat_unknown", /unknown/);
  const expiring = await create(7);
  ctx.advance(7 * dayMs - 1);
  await resolveToken(ctx.db, expiring.token, ctx.now());
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
  await revokeToken({ ctx, input: { tokenId: id } });
  await revokeToken({ ctx, input: { tokenId: id } });
  const changes = await ctx.db.change.findMany({ where: { subjectId: id }, orderBy: { revision: "asc" } });
  expect(changes.map(({ kind }) => kind)).toEqual(["api-token.created", "api-token.revoked"]);
  expect(
    JSON.stringify(changes, (_key, value: unknown) => (typeof value === "bigint" ? "" : value)),
  ).not.toContain(token);
  const listed = (await listTokens(ctx.db)).find((one) => one.id === id);
  expect(listed).toMatchObject({ id, name: "deploy", revokedAt: ctx.now() });
  expect(listed).not.toHaveProperty("tokenHash");
});
