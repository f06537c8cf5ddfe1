import { expect, test } from "vitest";
import { z } from "zod";
import type { UserRole } from "../fleet.ts";
import { CreateTokenInput, TokenScope } from "./token.ts";

const made = (role: UserRole, scope: TokenScope) =>
  CreateTokenInput.safeParse({ name: "deploy", kind: "service", role, scope, expiresInDays: 7 });

test.each([
  ["viewer", ["read", "all"]],
  ["operator", ["read", "traffic", "tester", "all"]],
  ["approver", TokenScope.options],
  ["admin", TokenScope.options],
] as const)("a token of a %s is made for what that role can do alone: %j", (role, scopes) => {
  expect(TokenScope.options.filter((scope) => made(role, scope).success)).toEqual([...scopes]);
});

test("one that could do nothing says what would be needed", () => {
  const { error } = made("operator", "rollouts");
  const [issue] = error?.issues ?? [];
  expect(issue).toMatchObject({ path: ["role"] });
  expect(issue?.message).toBe(
    "the role operator changes nothing in the scope rollouts: expected approver or more",
  );
});

test("an owner goes with a service token alone, and callers read it", () => {
  const given = { name: "deploy", role: "viewer", expiresInDays: 7, ownerId: "user-1" };
  const taken = (kind: object) => CreateTokenInput.safeParse({ ...given, ...kind }).success;
  expect([taken({ kind: "service" }), taken({ kind: "personal" }), taken({})]).toEqual([true, false, false]);
  const { allOf, anyOf } = z.toJSONSchema(CreateTokenInput, { io: "input" });
  expect([allOf?.length, anyOf?.length]).toEqual([1, 4]);
});
