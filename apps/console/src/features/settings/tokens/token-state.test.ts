import type { ApiTokenView } from "@meridian/contracts/api";
import { expect, it } from "vitest";
import { activeFirst, tokenState } from "./token-state.ts";

const nowMs = Date.UTC(2026, 0, 5);
const at = (offsetMs: number) => new Date(nowMs + offsetMs);

it.each([
  [at(1), null, "admin", "active"],
  [at(0), null, "viewer", "expired"],
  [at(1), at(-1), "viewer", "revoked"],
  [at(-2), at(-1), null, "revoked"],
  [at(1), null, null, "ownerless"],
] as const)("expires %j, revoked %j, acts as %s: %s", (expiresAt, revokedAt, effectiveRole, state) => {
  expect(tokenState({ expiresAt, revokedAt, effectiveRole }, nowMs)).toBe(state);
});

it("puts those that still work first", () => {
  const token = (id: string, revokedAt: Date | null): ApiTokenView => ({
    id,
    name: id,
    kind: "personal",
    role: "viewer",
    effectiveRole: "viewer",
    scope: "all",
    regionIds: [],
    ownerId: "user-1",
    ownerName: "Li",
    createdByName: "Li",
    createdAt: at(-9),
    expiresAt: at(9),
    lastUsedAt: null,
    revokedAt,
  });
  const tokens = [token("gone", at(-1)), token("b", null), token("a", null)];
  expect(activeFirst(tokens, nowMs).map(({ id }) => id)).toEqual(["b", "a", "gone"]);
});
