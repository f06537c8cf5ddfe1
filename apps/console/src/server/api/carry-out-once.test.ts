import { getTRPCErrorFromUnknown } from "@trpc/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { personOf, requestContext } from "../testing/request-context.ts";
import { addPerson } from "../testing/people-fixture.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { describeError } from "./error-mapping.ts";
import { appRouter } from "./root.ts";
import { createCallerFactory } from "./trpc.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
  await addPerson(ctx);
});
afterAll(() => ctx.database.drop());

const withKey = (idempotencyKey: string) =>
  createCallerFactory(appRouter)({ ...requestContext(ctx, personOf("admin")), idempotencyKey });
const region = (name: string) => ({ name, label: name, latitude: 31.23, longitude: 121.47 });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error("expected a refusal")),
    (error: unknown) => describeError(getTRPCErrorFromUnknown(error)).data,
  );

test("the same request twice: the same answer, one change", async () => {
  const first = await withKey("key-1").region.create(region("cn-east"));
  expect(await withKey("key-1").region.create(region("cn-east"))).toEqual(first);
  expect(await ctx.db.change.count({ where: { subjectId: first.id } })).toBe(1);
});

test("a secret that is told once is told again to the same request, and is not stored in clear", async () => {
  const input = { name: "deploy", role: "operator", expiresInDays: 7 } as const;
  const made = await withKey("key-2").token.create(input);
  const again = await withKey("key-2").token.create(input);
  expect(again).toEqual(made);
  expect(again.expiresAt).toBeInstanceOf(Date);
  const kept = await ctx.db.idempotentAnswer.findMany();
  expect(JSON.stringify(kept)).not.toContain(made.token);
});

test("a parse is never stored: its answer holds address text", async () => {
  await withKey("key-parse").token.create({ name: "once", role: "viewer", expiresInDays: 7 });
  const parse = withKey("key-parse").tester.parse({ regionId: "rg_none", addresses: ["杭州市"] } as never);
  expect((await refusal(parse)).code).not.toBe("CONFLICT");
});

test("another request under the key is refused", async () => {
  await withKey("key-3").region.create(region("eu-central"));
  expect(await refusal(withKey("key-3").region.create(region("eu-west")))).toMatchObject({
    code: "CONFLICT",
  });
  expect(await ctx.db.region.count({ where: { name: "eu-west" } })).toBe(0);
});

test("a request that was refused may be sent again under its key", async () => {
  const create = (name: string) => withKey("key-4").region.create(region(name));
  expect(await refusal(create("cn-east"))).toMatchObject({ code: "CONFLICT" });
  expect(await create("us-east")).toMatchObject({ name: "us-east" });
});

test("of ten at once one is carried out", async () => {
  const tries = Array.from({ length: 10 }, () => withKey("key-5").region.create(region("us-west")));
  const settled = await Promise.allSettled(tries);
  const ids = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value.id] : []));
  expect(new Set(ids).size).toBe(1);
  expect(await ctx.db.region.count({ where: { name: "us-west" } })).toBe(1);
});

test("a change without an answer, as a crash leaves it, is not made twice", async () => {
  const { id } = await withKey("key-6").region.create(region("sa-east"));
  await ctx.db.idempotentAnswer.deleteMany({ where: { key: "key-6" } });
  const { revision } = await ctx.db.change.findUniqueOrThrow({ where: { idempotencyKey: "key-6" } });
  const again = refusal(withKey("key-6").region.update({ regionId: id, label: "São Paulo" }));
  expect(await again).toMatchObject({
    code: "CONFLICT",
    details: { rule: "carried-out", revision: String(revision) },
  });
});

test("a change that was committed under the key is not taken for somebody else's", async () => {
  const { id } = await withKey("key-7").region.create(region("ap-south"));
  await ctx.db.idempotentAnswer.deleteMany({ where: { key: "key-7" } });
  expect(await refusal(withKey("key-7").region.create(region("ap-south")))).toMatchObject({
    code: "CONFLICT",
    details: { rule: "carried-out" },
  });
  expect(await ctx.db.idempotentAnswer.count({ where: { key: "key-7" } })).toBe(0);
  expect(await ctx.db.region.count({ where: { id } })).toBe(1);
});
