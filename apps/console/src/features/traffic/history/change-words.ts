import type { TrafficChangeView } from "@meridian/contracts/api";
import type { MemberState } from "@meridian/contracts/fleet";
import { declaredShares } from "@meridian/contracts/routing";
import { percentsOf } from "../shares/shares.ts";

export type Setting = { state: MemberState; percent: number; weight: number };
/** One member of a change; null where it was not there yet. */
export type MemberChange = { id: string; name: string; before: Setting | null; after: Setting };

/** Which members a change set otherwise, or gave another share. */
export function memberChangesOf({
  before,
  after,
}: Pick<TrafficChangeView, "before" | "after">): MemberChange[] {
  const was = settingsOf(before);
  const is = settingsOf(after);
  return after.flatMap(({ id, name }) => {
    const now = is.get(id);
    const then = was.get(id) ?? null;
    return now && !isSame(then, now) ? [{ id, name, before: then, after: now }] : [];
  });
}

function settingsOf(members: TrafficChangeView["after"]): ReadonlyMap<string, Setting> {
  const percents = percentsOf(declaredShares(members));
  return new Map(
    members.map(({ id, state, weight }) => [id, { state, weight, percent: percents.get(id) ?? 0 }]),
  );
}

function isSame(a: Setting | null, b: Setting): boolean {
  return a?.state === b.state && a.percent === b.percent && a.weight === b.weight;
}
