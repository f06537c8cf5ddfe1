import { CreateTokenInput } from "@meridian/contracts/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createToken, knownSignInKey, revokeToken } from "../domains/people/index.ts";
import { addAgent, addRegion } from "../testing/fleet-fixture.ts";
import { addPerson } from "../testing/people-fixture.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { KnownCallers } from "./known-callers.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
  await addRegion(ctx, "cn-east");
  await addPerson(ctx);
});
afterAll(() => ctx.database.drop());

const dayMs = 24 * 3_600_000;

test("bearers that are valid are known, and no others", async () => {
  const input = CreateTokenInput.parse({ name: "ci", role: "viewer", expiresInDays: 7 });
  const [valid, revoked] = [await createToken({ ctx, input }), await createToken({ ctx, input })];
  await revokeToken({ ctx, input: { tokenId: revoked.id } });
  const { credential } = await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-1" });
  const bearers = [valid.token, credential, revoked.token, "mat_made-up"];
  const of = async (known: KnownCallers) => Promise.all(bearers.map((bearer) => known.hasBearer(bearer)));
  expect(await of(new KnownCallers(ctx.db, ctx.now))).toEqual([true, true, false, false]);
  const inAWeek = () => new Date(ctx.now().getTime() + 8 * dayMs);
  expect(await of(new KnownCallers(ctx.db, inAWeek))).toEqual([false, true, false, false]);
});

test("sign-ins are known by account and address, for thirty days", async () => {
  const key = knownSignInKey({ email: "Li@example.com", address: "2001:db8::1" });
  const lastRequest = BigInt(ctx.now().getTime());
  await ctx.db.rateLimit.create({ data: { id: key, key, count: 1, lastRequest } });
  const known = (days: number) =>
    new KnownCallers(ctx.db, () => new Date(ctx.now().getTime() + days * dayMs));
  const is = (email: string, address: string, days = 0) => known(days).hasSignIn({ email, address });
  expect(await is("li@example.com", "2001:db8::ffff")).toBe(true);
  expect(await is("li@example.com", "192.0.2.1")).toBe(false);
  expect(await is("wang@example.com", "2001:db8::1")).toBe(false);
  expect(await is("li@example.com", "2001:db8::1", 31)).toBe(false);
});

test("while the database is away nobody is known, and nobody waits for it", async () => {
  const away = await createTestContext();
  await away.database.drop();
  expect(await new KnownCallers(away.db, away.now).hasBearer("mat_x")).toBe(false);
});
