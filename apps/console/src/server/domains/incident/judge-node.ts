import type { Tries } from "../agent-link.ts";

/** What one gateway knows of a node: whether it ejected the node, and how its latest requests there ended. */
export type Account = Tries & { isOut: boolean };

/**
 * Judges a node that the console lost by what gateways saw. One answered request outweighs any number of failures. A request
 * under way counts as answered until its gateway gives it up: the verdict may be late, but not wrong.
 */
export function judgeNode(accounts: readonly Account[]): "answers" | "gone" | "unclear" {
  if (accounts.some((account) => answeredOf(account) > 0)) return "answers";
  const isMissed = accounts.every(({ isOut, picks }) => isOut || picks > 0);
  return isMissed && accounts.length > 0 ? "gone" : "unclear";
}

/** Failures may belong to requests that were sent before the window, so they can exceed the picks. */
export function answeredOf({ picks, failed }: Tries): number {
  return Math.max(0, picks - failed);
}
