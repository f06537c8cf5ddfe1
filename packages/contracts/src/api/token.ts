import { z } from "zod";
import { EndingReason, roleIncludes, UserRole } from "../fleet.ts";
import { AnyId, plainText } from "../text.ts";
import { LimitedTo } from "./access.ts";

export const TokenKind = z
  .enum(["personal", "service"])
  .describe(
    "personal: never exceeds its owner's present role, and is revoked when its owner is deactivated; service: for a system, with a role of its own and an owner who can be changed. Both are refused while their owner is deactivated.",
  );
export type TokenKind = z.infer<typeof TokenKind>;

export const TokenScope = z
  .enum(["read", "traffic", "rollouts", "tester", "all"])
  .describe(
    "What it may change, within its role: nothing, traffic, rollouts, or all that is not for people alone; tester: parse addresses as a test. Each may read.",
  );
export type TokenScope = z.infer<typeof TokenScope>;

/** The least role that can change anything in a scope; that of the least procedure in it. */
export const leastRoleOfScope: Readonly<Record<TokenScope, UserRole>> = {
  ...{ read: "viewer", all: "viewer", traffic: "operator", tester: "operator", rollouts: "approver" },
};

/** Whether a token of this role can do what its scope says; else it would be refused at every change. */
export function isScopeOfUse(scope: TokenScope, role: UserRole): boolean {
  return roleIncludes(role, leastRoleOfScope[scope]);
}

/** The same for callers, in JSON Schema. */
const scopesByRole = {
  anyOf: UserRole.options.map((role) => ({
    properties: {
      role: { const: role },
      scope: { enum: TokenScope.options.filter((scope) => isScopeOfUse(scope, role)) },
    },
  })),
};

/** The same for callers: an owner only goes with a service token. */
const ownerOfService = {
  anyOf: [
    { not: { required: ["ownerId"] } },
    { properties: { kind: { const: "service" } }, required: ["kind"] },
  ],
};

export const tokenDaysMax = 365;
export const TokenLifetimeDays = z
  .number()
  .int()
  .min(1)
  .max(tokenDaysMax)
  .describe(`Days until the token expires, 1 to ${tokenDaysMax}.`);
export type TokenLifetimeDays = z.infer<typeof TokenLifetimeDays>;

export const ApiTokenView = z.object({
  id: z.string().describe("Token id; not the secret."),
  name: z.string().describe("What the token is for."),
  kind: TokenKind,
  role: UserRole.describe("The most it may do. A personal token may do no more than its owner either."),
  effectiveRole: UserRole.nullable().describe(
    "The role that it acts with now; null: its owner is deactivated, so it is refused.",
  ),
  scope: TokenScope,
  regionIds: z.array(z.string()).describe("Regions that it may change; empty: all."),
  ownerId: z.string().describe("The person who answers for it."),
  ownerName: z.string().describe("Name of that person."),
  createdByName: z.string().describe("Name of the person who created it."),
  createdAt: z.date().describe("When it was created."),
  expiresAt: z.date().describe("From then on it is refused."),
  lastUsedAt: z.date().nullable().describe("Latest use, to the minute; null: never used."),
  revokedAt: z.date().nullable().describe("When it was revoked; null while it is not."),
});
export type ApiTokenView = z.infer<typeof ApiTokenView>;

export const CreateTokenInput = z
  .object({
    name: plainText({ what: "a name", max: 80 }).describe("What the token is for."),
    kind: TokenKind.default("personal").describe("Whose it is; left out: personal."),
    role: UserRole.describe("The most it may do."),
    scope: TokenScope.default("all").describe("What it may change; left out: all that its role may."),
    regionIds: LimitedTo.default([]).describe("Regions that it may change; empty: all."),
    ownerId: AnyId.optional().describe("Owner of a service token; left out: who creates it."),
    expiresInDays: TokenLifetimeDays,
  })
  .refine(({ kind, ownerId }) => kind === "service" || ownerId === undefined, {
    path: ["ownerId"],
    message: "a personal token belongs to who creates it: leave the owner out",
  })
  .superRefine(({ scope, role }, check) => {
    if (isScopeOfUse(scope, role)) return;
    const message = `the role ${role} changes nothing in the scope ${scope}: expected ${leastRoleOfScope[scope]} or more`;
    check.addIssue({ code: "custom", path: ["role"], message });
  })
  .meta({ ...scopesByRole, allOf: [ownerOfService] });
export type CreateTokenInput = z.infer<typeof CreateTokenInput>;

export const TokenCreated = z.object({
  id: z.string().describe("Token id; not the secret."),
  token: z.string().describe("The secret, shown only this once."),
  expiresAt: z.date().describe("From then on it is refused."),
});
export type TokenCreated = z.infer<typeof TokenCreated>;

export const ChangeTokenOwnerInput = z.object({
  tokenId: AnyId.describe("The service token."),
  ownerId: AnyId.describe("The person who answers for it from now on."),
});
export type ChangeTokenOwnerInput = z.infer<typeof ChangeTokenOwnerInput>;

export const RevokeTokenInput = z.object({
  tokenId: AnyId.describe("The token to revoke."),
  reason: EndingReason,
});
export type RevokeTokenInput = z.infer<typeof RevokeTokenInput>;
