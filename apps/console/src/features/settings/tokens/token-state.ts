import type { ApiTokenView } from "@meridian/contracts/api";

export type TokenState = "active" | "expired" | "revoked";

export function tokenState(token: Pick<ApiTokenView, "revokedAt" | "expiresAt">, nowMs: number): TokenState {
  if (token.revokedAt) return "revoked";
  return token.expiresAt && token.expiresAt.getTime() <= nowMs ? "expired" : "active";
}

/** Active tokens before expired and revoked ones, otherwise in the given order. */
export function activeFirst(tokens: readonly ApiTokenView[], nowMs: number): ApiTokenView[] {
  const isActive = (token: ApiTokenView) => tokenState(token, nowMs) === "active";
  return [...tokens.filter(isActive), ...tokens.filter((token) => !isActive(token))];
}
