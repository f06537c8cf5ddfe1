import type { OverviewChange } from "@meridian/contracts/api";

/** Changes of one kind by one actor in a row, told once with the newest. */
export type ChangeRun = { newest: OverviewChange; count: number };

export function changeRuns(changes: readonly OverviewChange[]): ChangeRun[] {
  const runs: ChangeRun[] = [];
  for (const change of changes) {
    const last = runs.at(-1);
    if (last && isAlike(last.newest, change)) last.count += 1;
    else runs.push({ newest: change, count: 1 });
  }
  return runs;
}

function isAlike(a: OverviewChange, b: OverviewChange): boolean {
  return a.kind === b.kind && a.actor.id === b.actor.id && a.reason === b.reason;
}
