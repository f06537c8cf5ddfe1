import { TrafficChanged, TrafficChangesPage, type TrafficChangeView } from "@meridian/contracts/api";
import { RevisionString } from "@meridian/contracts/ids";
import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import { answerChange, dryRunOption } from "../../dry-run.ts";
import { examples, type OnSession, type Session } from "../../session.ts";
import { findOrigin, getTraffic, warnOfUnproven } from "../../traffic.ts";
import { checkedBy, reasonOption } from "../../input/typed.ts";

type Options = { dryRun?: boolean; origin?: string; reason?: string };

export const trafficUndo = (onSession: OnSession) =>
  new Command("undo")
    .description("Restores what a change of traffic replaced")
    .argument(
      "[revision]",
      "default: the newest change, unless that is an undo itself",
      checkedBy(RevisionString),
    )
    .addOption(dryRunOption())
    .option("--origin <origin>", "the newest change of this origin")
    .addOption(reasonOption({ isRequired: false }))
    .addHelpText(
      "after",
      examples("meridian traffic undo --origin eu-central", 'meridian traffic undo 42 --reason "too early"'),
    )
    .action(
      onSession(async (session, revision: string | undefined, { origin, reason, dryRun }: Options) => {
        const newest = revision === undefined ? await findNewest(session, origin) : null;
        if (newest?.undoOf) return sayIsUndone(session, newest, newest.undoOf);
        const undone = newest ? newest.revision : String(revision);
        const body = { reason, dryRun };
        const { api, out } = session;
        const changed = await api.change("POST", `/traffic/changes/${undone}/undo`, TrafficChanged, {
          body,
          askWith: "meridian traffic get",
          pinnedBy: undone,
        });
        return answerChange({ api, out }, { ...changed, undone }, () => {
          out.line(`Undone: revision ${undone}. Traffic is at revision ${changed.revision}.`);
          warnOfUnproven(out, changed);
        });
      }),
    );

async function findNewest({ api }: Session, origin: string | undefined): Promise<TrafficChangeView> {
  const query = new URLSearchParams({ limit: "50" });
  if (origin !== undefined) {
    query.set("subjectType", "traffic");
    query.set("subjectId", findOrigin(await getTraffic(api), origin).regionId);
  }
  const { data: changes } = await api.get(`/traffic/changes?${query}`, TrafficChangesPage);
  const newest = changes.find(({ canUndo }) => canUndo);
  if (newest) return newest;
  throw new CliError("refused", "There is no change of traffic to undo.");
}

/** Undoing the undo would make the change again, when what was meant is that it be gone: that takes its revision. */
function sayIsUndone({ out }: Session, by: TrafficChangeView, undone: string): number {
  const { revision, actorName, at } = by;
  out.answer({ revision, undone }, () => {
    out.line(
      `Revision ${undone} is undone already: by ${actorName}, ${at.toISOString()}, revision ${revision}.`,
    );
    out.line(`To make it again: meridian traffic undo ${revision}`);
  });
  return 0;
}
