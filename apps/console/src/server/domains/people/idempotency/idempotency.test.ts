import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { type Claim, claimKey, freeKey, keepAnswer } from "./claim-key.ts";
import { hashRequest, openAnswer, sealAnswer } from "./seal.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.database.drop());

const claimed = async (key: string, requestHash = "request"): Promise<Claim> => {
  const answer = await claimKey({ ctx, input: { key, requestHash } });
  if ("claim" in answer) return answer.claim;
  throw new Error("expected to be the first");
};

test("the first request takes the key; the same again gets its answer", async () => {
  const claim = await claimed("a");
  await expect(claimed("a")).rejects.toMatchObject({ code: "CONFLICT", message: /in progress/ });
  await keepAnswer({ ctx, input: { claim, answer: "done" } });
  expect(await claimKey({ ctx, input: { key: "a", requestHash: "request" } })).toEqual({ answer: "done" });
});

test("another request under a used key is refused, and keys of others do not meet", async () => {
  await claimed("b");
  await expect(claimed("b", "another")).rejects.toMatchObject({
    code: "CONFLICT",
    message: /another request/,
  });
  const other = { ...ctx, actor: { type: "token", id: "at_1" } as const };
  expect(await claimKey({ ctx: other, input: { key: "b", requestHash: "another" } })).toHaveProperty("claim");
});

test("of many at once one is the first", async () => {
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => claimed("c")));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a request that failed frees its key; one whose process ended does so after a minute", async () => {
  await freeKey({ ctx, input: await claimed("d") });
  const lost = await claimed("d");
  ctx.advance(59_999);
  await expect(claimed("d")).rejects.toMatchObject({ code: "CONFLICT" });
  ctx.advance(1);
  const tries = await Promise.allSettled([claimed("d"), claimed("d")]);
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await freeKey({ ctx, input: lost });
  await expect(claimed("d")).rejects.toMatchObject({ code: "CONFLICT" });
});

test("a kept answer opens with its secret and key alone", () => {
  const options = { secret: "secret", key: "at_1:a" };
  const sealed = sealAnswer("mat_令牌", options);
  expect(sealed).not.toContain("mat_");
  expect(openAnswer(sealed, options)).toBe("mat_令牌");
  expect(() => openAnswer(sealed, { ...options, key: "at_1:b" })).toThrow();
});

test("requests are told apart by what only the secret's holder can compute", () => {
  const request = { path: "user.changePassword", input: { b: 1, a: "短" } };
  const hash = hashRequest(request, "secret");
  expect(hashRequest({ input: { a: "短", b: 1 }, path: "user.changePassword" }, "secret")).toBe(hash);
  expect(hashRequest(request, "another")).not.toBe(hash);
  expect(hashRequest({ ...request, path: "user.invite" }, "secret")).not.toBe(hash);
});
