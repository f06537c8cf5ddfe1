import type { Agent, SystemState } from "@meridian/db";

/** How long the bearers of before stay valid once a credential was replaced. */
export const bearerOverlapMs = 60_000;

type Generations = Pick<Agent | SystemState, "bearerGeneration" | "bearerOverlapUntil">;
type Taking = Pick<Agent, "ownBearersAt" | "createdAt">;

/** Valid now, the newest first: two while one is replaced. */
export function validGenerations(
  { bearerGeneration, bearerOverlapUntil }: Generations,
  nowMs: number,
): number[] {
  const isOverlapping = bearerOverlapUntil !== null && bearerOverlapUntil.getTime() > nowMs;
  return isOverlapping ? [bearerGeneration, bearerGeneration - 1] : [bearerGeneration];
}

/**
 * Those that a node may still go by which was away since a credential was replaced; never one that was revoked. Whether they are
 * valid is the node's to say.
 */
export function knownGenerations({ bearerGeneration, bearerOverlapUntil }: Generations): number[] {
  return bearerOverlapUntil === null ? [bearerGeneration] : [bearerGeneration, bearerGeneration - 1];
}

/** It went by shared bearers until a moment ago, and those it speaks with may not know yet. */
export function hasJustTaken(agent: Taking, nowMs: number): boolean {
  const endMs = endOfSharing(agent);
  return endMs !== null && endMs > nowMs;
}

/** When an agent's shared bearer ends; null when that of no agent does. */
export function endOfSharing({ ownBearersAt, createdAt }: Taking): number | null {
  const isUpgraded = ownBearersAt !== null && ownBearersAt > createdAt;
  return isUpgraded ? ownBearersAt.getTime() + bearerOverlapMs : null;
}
