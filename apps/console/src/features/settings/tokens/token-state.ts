import type { ApiTokenView } from "@meridian/contracts/api";

export type TokenState = "active" | "ownerless" | "expired" | "revoked";

type Judged = Pick<ApiTokenView, "revokedAt" | "expiresAt" | "effectiveRole">;

/** Ownerless: refused, since its owner is deactivated. */
export function tokenState({ revokedAt, expiresAt, effectiveRole }: Judged, nowMs: number): TokenState {
  if (revokedAt) return "revoked";
  if (expiresAt.getTime() <= nowMs) return "expired";
  return effectiveRole === null ? "ownerless" : "active";
}

/** Active tokens before all others, otherwise in the given order. */
export function activeFirst(tokens: readonly ApiTokenView[], nowMs: number): ApiTokenView[] {
  const isActive = (token: ApiTokenView) => tokenState(token, nowMs) === "active";
  return [...tokens.filter(isActive), ...tokens.filter((token) => !isActive(token))];
}
