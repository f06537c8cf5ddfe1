import type { DryRunReport } from "@meridian/contracts/api";
import { Option } from "commander";
import type { Output } from "./output.ts";

export const dryRunOption = () =>
  new Option("--dry-run", "change nothing; say what would be done, and which rules stand against it");

/** What a dry run found. */
function sayTried(out: Output, { isAllowed, breaks, hasBreakGlass, changes, forecast }: DryRunReport): void {
  out.line(
    isAllowed ? "This would be done; nothing was changed." : out.paint("red", "This would be refused."),
  );
  for (const { rule, value, limit } of breaks) {
    const over = hasBreakGlass ? ", which your break-glass overrides" : "";
    out.line(`! ${rule}: ${Math.round(value * 10) / 10}, allowed ${limit}${over}`);
  }
  for (const { kind, subject } of changes) out.line(`${kind} of ${subject.type} ${subject.id}`);
  if (forecast && forecast.shares.length > 0) {
    out.table(
      ["id", "share now", "after"],
      forecast.shares.map(({ id, before, after }) => [id, percent(before), percent(after)]),
    );
  }
  if (forecast?.load) {
    const { before, after } = forecast.load;
    const was = new Map(before.regions.map(({ regionId, utilisation }) => [regionId, utilisation]));
    out.table(
      ["region", "requests/s after", "load now", "after"],
      after.regions.map(({ regionId, requestsPerSecond, utilisation }) => [
        regionId,
        requestsPerSecond.toFixed(1),
        percent(was.get(regionId) ?? null),
        percent(utilisation),
      ]),
    );
  }
}

/** Answers a change, or what a dry run of it found: then the exit code is 1 where it would be refused. */
export function answerChange<Changed extends { dryRun?: DryRunReport | undefined }>(
  out: Output,
  changed: Changed,
  show: () => void,
): number {
  const { dryRun } = changed;
  out.answer(changed, dryRun ? () => sayTried(out, dryRun) : show);
  return dryRun && !dryRun.isAllowed ? 1 : 0;
}

function percent(share: number | null): string {
  return share === null ? "–" : `${(100 * share).toFixed(1)} %`;
}
