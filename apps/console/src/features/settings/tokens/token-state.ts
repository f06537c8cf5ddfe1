import type { ApiTokenView } from "@meridian/contracts/api";

export type TokenState = "active" | "expired" | "revoked";

export function tokenState(token: Pick<ApiTokenView, "revokedAt" | "expiresAt">, nowMs: number): TokenState {
  if (token.revokedAt) return "revoked";
  return token.expiresAt && token.expiresAt.getTime() <= nowMs ? "expired" : "active";
}

/** Those that still work, then the others; each in the order they came in. */
export function standingFirst(tokens: readonly ApiTokenView[], nowMs: number): ApiTokenView[] {
  const stands = (token: ApiTokenView) => tokenState(token, nowMs) === "active";
  return [...tokens.filter(stands), ...tokens.filter((token) => !stands(token))];
}
