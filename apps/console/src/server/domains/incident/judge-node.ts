import type { Tries } from "../agent-link.ts";

/** What one gateway knows of a node: whether it took it out of rotation, and how its newest requests there ended. */
export type Account = Tries & { isOut: boolean };

/**
 * What gateways say of a node that the console lost. One that gets an answer outweighs all that get none. A request that is
 * still under way looks like an answer until its gateway gives it up, so a judgement may come late but not wrong.
 */
export function judgeNode(accounts: readonly Account[]): "answers" | "gone" | "unclear" {
  if (accounts.some((account) => answeredOf(account) > 0)) return "answers";
  const isMissed = accounts.every(({ isOut, picks }) => isOut || picks > 0);
  return isMissed && accounts.length > 0 ? "gone" : "unclear";
}

/** Failures may be of requests that were sent before the time looked at. */
export function answeredOf({ picks, failed }: Tries): number {
  return Math.max(0, picks - failed);
}
