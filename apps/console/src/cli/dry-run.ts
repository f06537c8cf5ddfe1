import type { DryRunReport } from "@meridian/contracts/api";
import { Option } from "commander";
import type { ConsoleApi } from "./console-api.ts";
import type { Output } from "./output.ts";
import type { Session } from "./session.ts";
import { getTraffic } from "./traffic.ts";

export const dryRunOption = () =>
  new Option("--dry-run", "change nothing; say what would be done, and which rules stand against it");

type NameOf = (id: string) => string;

/** What a dry run found, by the names that people know. */
function sayTried(
  out: Output,
  { isAllowed, refusal, breaks, hasBreakGlass, changes, forecast }: DryRunReport,
  nameOf: NameOf,
): void {
  out.line(
    isAllowed ? "This would be done; nothing was changed." : out.paint("red", "This would be refused."),
  );
  if (refusal) out.line(`! ${refusal.message}`);
  for (const { rule, value, limit } of breaks) {
    const over = hasBreakGlass ? ", which your break-glass overrides" : "";
    out.line(`! ${rule}: ${Math.round(value * 10) / 10}, allowed ${limit}${over}`);
  }
  for (const { kind, subject } of changes) out.line(`${kind}: ${subject.type} ${nameOf(subject.id)}`);
  if (forecast && forecast.shares.length > 0) {
    out.table(
      ["to", "share now", "after"],
      forecast.shares.map(({ id, before, after }) => [nameOf(id), percent(before), percent(after)]),
    );
  }
  if (forecast?.load) {
    const { before, after } = forecast.load;
    const was = new Map(before.regions.map(({ regionId, utilisation }) => [regionId, utilisation]));
    out.table(
      ["region", "requests/s after", "load now", "after"],
      after.regions.map(({ regionId, requestsPerSecond, utilisation }) => [
        nameOf(regionId),
        requestsPerSecond.toFixed(1),
        percent(was.get(regionId) ?? null),
        percent(utilisation),
      ]),
    );
  }
}

/** Answers a change, or what a dry run of it found: then the exit code is 1 where it would be refused. */
export async function answerChange<Changed extends { dryRun?: DryRunReport | undefined }>(
  { api, out }: Session,
  changed: Changed,
  show: () => void,
): Promise<number> {
  const { dryRun } = changed;
  const nameOf = dryRun && !out.isJson ? await namesOf(api, changed) : null;
  out.answer(changed, dryRun && nameOf ? () => sayTried(out, dryRun, nameOf) : show);
  return dryRun && !dryRun.isAllowed ? 1 : 0;
}

/** Of regions and nodes, and of the rollout that was tried: one that is not there yet has no other than its version's. */
async function namesOf(api: ConsoleApi, changed: object): Promise<NameOf> {
  const { regions, nodes } = await getTraffic(api);
  const names = new Map([...regions, ...nodes.flatMap((one) => one.nodes)].map(({ id, name }) => [id, name]));
  if ("version" in changed && "id" in changed) {
    const { id, version } = changed as { id: string; version: { name: string } };
    names.set(id, `of ${version.name}`);
  }
  return (id) => names.get(id) ?? id;
}

function percent(share: number | null): string {
  return share === null ? "–" : `${(100 * share).toFixed(1)} %`;
}
