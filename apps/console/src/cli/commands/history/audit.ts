import { AuditChange, AuditFilter, AuditVerification, type ChangeEvent } from "@meridian/contracts/api";
import { RevisionString } from "@meridian/contracts/ids";
import { piecesOf } from "@meridian/contracts/wait";
import { Command, Option } from "commander";
import { z } from "zod";
import { listAll, queryOf } from "../../api-list.ts";
import { CliError } from "../../cli-error.ts";
import { checkedBy } from "../../input/typed.ts";
import type { Output } from "../../output.ts";
import { examples, type OnSession, type Session } from "../../session.ts";

const { kind, subjectId, actorId, from, to } = AuditFilter.shape;
/** Between two pieces of an export. */
const silenceMs = 60_000;
const limit = z.coerce.number("expected a number of changes").int().min(1).max(10_000);

type Filter = { kind?: string; subject?: string; actor?: string; from?: string; to?: string };

/** The filters that list and export share. */
const filtered = (command: Command) =>
  command
    .option("--kind <kind>", "only this kind: traffic.shifted, or all of traffic", checkedBy(kind))
    .option("--subject <id>", "only changes of this thing", checkedBy(subjectId))
    .option("--actor <id>", "only changes by this user, token or part of the console", checkedBy(actorId))
    .option("--from <time>", "at or after, e.g. 2026-01-05T08:00:00Z", checkedBy(from))
    .option("--to <time>", "before", checkedBy(to));

const queryIn = (filter: Filter) => ({
  kind: filter.kind,
  subjectId: filter.subject,
  actorId: filter.actor,
  from: filter.from,
  to: filter.to,
});

export const auditList = (onSession: OnSession) =>
  filtered(new Command("list").description("Lists changes, the newest first"))
    .option("--limit <n>", "most changes; default 50", checkedBy(limit))
    .addHelpText(
      "after",
      examples("meridian audit list --kind traffic", "meridian audit list --limit 500 --json"),
    )
    .action(
      onSession(async ({ api, out }, { limit: max = 50, ...filter }: Filter & { limit?: number }) => {
        const query = { ...queryIn(filter), limit: String(Math.min(max, 200)) };
        const changes = await listAll(api, "/audit", AuditChange, { query, max });
        out.answer(changes, () => changes.forEach((change) => showChange(out, change)));
        return 0;
      }),
    );

export const auditShow = (onSession: OnSession) =>
  new Command("show")
    .description("Shows one change with the state before and after it")
    .argument("<revision>", "as meridian audit list shows it", checkedBy(RevisionString))
    .addHelpText("after", examples("meridian audit show 42", "meridian audit show 42 --json | jq .after"))
    .action(
      onSession(async ({ api, out }, revision: string) => {
        const change = await api.get(`/audit/changes/${revision}`, AuditChange);
        out.answer(change, () => {
          showChange(out, change);
          for (const name of ["before", "after"] as const)
            out.line(`${name}: ${JSON.stringify(change[name], null, 2)}`);
        });
        return 0;
      }),
    );

/** One change in a line. */
export function showChange(
  out: Output,
  { revision, at, kind: what, actor, subject, reason }: ChangeEvent,
): void {
  const of = `${subject.type} ${subject.name ?? subject.id}`;
  out.line(
    [revision, at.toISOString(), what, of, `by ${actor.name}`, ...(reason ? [`“${reason}”`] : [])].join("  "),
  );
}

export const auditExport = (onSession: OnSession) =>
  filtered(
    new Command("export").description("Writes changes as a file to the standard output, the oldest first"),
  )
    .addOption(new Option("--format <format>").choices(["jsonl", "csv"]).default("jsonl"))
    .addHelpText(
      "after",
      examples("meridian audit export > audit.jsonl", "meridian audit export --format csv > audit.csv"),
    )
    .action(onSession(exportChanges));

async function exportChanges({ api, out }: Session, { format, ...filter }: Filter & { format: string }) {
  const response = await api.open(`/audit/export${queryOf({ ...queryIn(filter), format })}`);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  try {
    for await (const piece of piecesOf(response, { ms: silenceMs })) {
      out.raw(decoder.decode(piece, { stream: true }));
      if (out.isClosed()) break;
    }
    return 0;
  } catch (cause) {
    throw new CliError("unreachable", "The export broke off: what was written is not whole.", { cause });
  }
}

export const auditVerify = (onSession: OnSession) =>
  new Command("verify")
    .description("Verifies the hash chain of the audit log: 0 when it is whole, 1 when not")
    .addHelpText("after", examples("meridian audit verify --json | jq -r .headHash"))
    .action(
      onSession(async ({ api, out }) => {
        const found = await api.get("/audit/verification", AuditVerification);
        const { checked, firstBroken } = found;
        out.answer(found, () => {
          if (firstBroken) out.line(`Change ${firstBroken.revision} is ${firstBroken.problem}.`);
          else out.line(`${checked} changes are as they were written.`);
        });
        return firstBroken ? 1 : 0;
      }),
    );
