import { type ChangeKind, changeKinds } from "@meridian/contracts/api";
import type { AppRouter } from "@/server/api/root.ts";

type RouterName = keyof AppRouter["_def"]["record"];
/** What a change is of: the kind up to its dot. */
type Group = ChangeKind extends `${infer Before}.${string}` ? Before : never;

const serving = ["agent", "fleet", "traffic", "rollout", "tester"] as const satisfies RouterName[];

/** Which queries show what a change is of, besides those that tell every change. */
const shownBy: Record<Group, readonly RouterName[]> = {
  agent: [...serving, "region"],
  "api-key": ["apiKey"],
  "api-token": ["token"],
  "client-access": ["apiKey"],
  "enrolment-token": ["agent"],
  incident: ["incident"],
  invitation: ["user"],
  model: serving,
  nodes: serving,
  region: [...serving, "region", "incident"],
  rollout: serving,
  safety: ["safety"],
  "scrape-token": ["scrapeToken"],
  session: ["session", "user"],
  split: serving,
  // A raised epoch concerns everything that agents are sent.
  system: serving,
  traffic: serving,
  // With a person go their tokens, and what they made to let others in.
  user: ["user", "session", "token", "agent"],
};
const tellingAll: readonly RouterName[] = ["audit", "overview"];
const recorded: ReadonlySet<string> = new Set(changeKinds);

/**
 * True where a query of `router` shows what was changed. Kinds that are in no audit log are what agents report of themselves
 * (`agent.acked` with every snapshot): no history tells them. A kind that this page does not know may concern everything.
 */
export function isConcerned(router: string, kinds: readonly string[]): boolean {
  return kinds.some((kind) => {
    const group = kind.split(".", 1)[0] ?? "";
    if (!(group in shownBy)) return true;
    const shown: readonly string[] = shownBy[group as Group];
    return shown.includes(router) || (recorded.has(kind) && tellingAll.some((one) => one === router));
  });
}
