import type { ApiTokenView } from "@meridian/contracts/api";
import { expect, it } from "vitest";
import { activeFirst, tokenState } from "./token-state.ts";

const nowMs = Date.UTC(2026, 0, 5);
const at = (offsetMs: number) => new Date(nowMs + offsetMs);

it.each([
  [null, null, "active"],
  [at(1), null, "active"],
  [at(0), null, "expired"],
  [null, at(-1), "revoked"],
  [at(-2), at(-1), "revoked"],
])("expires %j, revoked %j: %s", (expiresAt, revokedAt, state) => {
  expect(tokenState({ expiresAt, revokedAt }, nowMs)).toBe(state);
});

it("puts those that still work first", () => {
  const token = (id: string, revokedAt: Date | null): ApiTokenView => ({
    id,
    name: id,
    role: "viewer",
    createdByName: "Li",
    createdAt: at(-9),
    expiresAt: null,
    lastUsedAt: null,
    revokedAt,
  });
  const tokens = [token("gone", at(-1)), token("b", null), token("a", null)];
  expect(activeFirst(tokens, nowMs).map(({ id }) => id)).toEqual(["b", "a", "gone"]);
});
