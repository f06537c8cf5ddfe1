import { setTimeout as sleep } from "node:timers/promises";
import { AuditFilter, ChangeEvent, FleetEventView, ListEventsInput } from "@meridian/contracts/api";
import { RevisionString } from "@meridian/contracts/ids";
import { piecesOf } from "@meridian/contracts/wait";
import { Command } from "commander";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { z } from "zod";
import { listAll, queryOf } from "../../api-list.ts";
import { CliError } from "../../cli-error.ts";
import { checkedBy } from "../../input/typed.ts";
import { parseAnswer } from "../../parse-answer.ts";
import { examples, type OnSession, type Session } from "../../session.ts";
import { visibleIn } from "../../visible.ts";
import { showChange } from "./audit.ts";

const pauseMs = 2000;
/** Heartbeats come every 15 s: longer without anything, the connection is dead. */
const silenceMs = 45_000;

const count = z.coerce.number("expected a number of events").int("expected a number of events").min(1);

type Options = { after?: string; kind?: string; count?: number };

export const eventsFollow = (onSession: OnSession) =>
  new Command("follow")
    .description("Follows changes and incidents as they come; connects again where it left off")
    .option(
      "--after <revision>",
      "also those after this revision; default: from now on",
      checkedBy(RevisionString),
    )
    .option(
      "--kind <kind>",
      "only this kind: traffic.shifted, or all of traffic",
      checkedBy(AuditFilter.shape.kind),
    )
    .option("--count <n>", "ends after so many", checkedBy(count))
    .addHelpText("after", examples("meridian events follow", "meridian events follow --kind incident --json"))
    .action(onSession(follow));

async function follow(session: Session, { after, kind, count: most = Infinity }: Options): Promise<number> {
  let last = after;
  let left = most;
  let hasBegun = false;
  while (left > 0 && !session.out.isClosed()) {
    try {
      for await (const event of eventsAfter(session, last, kind)) {
        hasBegun = true;
        if (event === null) continue;
        last = event.revision;
        session.out.answer(event, () => showChange(session.out, event));
        if (--left <= 0 || session.out.isClosed()) return 0;
      }
    } catch (error) {
      const isAway = error instanceof CliError ? error.kind === "unreachable" : true;
      if (!hasBegun || !isAway) throw error;
    }
    await sleep(pauseMs);
  }
  return 0;
}

/** The events of one connection; null once it stands. Ends when it does. */
async function* eventsAfter({ api, out }: Session, after: string | undefined, kind: string | undefined) {
  const headers: Record<string, string> = after === undefined ? {} : { "last-event-id": after };
  const response = await api.open(`/events${queryOf({ kind })}`, headers);
  yield null;
  const read: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => read.push(message) });
  const decoder = new TextDecoder();
  for await (const piece of piecesOf(response, { ms: silenceMs })) {
    parser.feed(decoder.decode(piece, { stream: true }));
    for (const { event, data } of read.splice(0)) {
      if (event === "end") return;
      const json: unknown = JSON.parse(data);
      yield parseAnswer(ChangeEvent, out.isJson ? json : visibleIn(json));
    }
  }
}

const eventKind = ListEventsInput.unwrap().shape.kind;

export const eventsList = (onSession: OnSession) =>
  new Command("list")
    .description("Lists events of agents, such as going offline, the newest first")
    .option("--kind <kind>", "only this kind, as agent.offline", checkedBy(eventKind))
    .option("--limit <n>", "most events; default 50", checkedBy(count))
    .addHelpText(
      "after",
      examples("meridian events list", "meridian events list --kind agent.offline --json"),
    )
    .action(
      onSession(async ({ api, out }, { kind, limit: max = 50 }: { kind?: string; limit?: number }) => {
        const query = { kind, limit: String(Math.min(max, 200)) };
        const events = await listAll(api, "/fleet/events", FleetEventView, { query, max });
        out.answer(events, () => {
          if (events.length === 0) out.line("There are no events yet.");
          else out.table(["at", "kind", "agent", "details"], events.map(eventRow));
        });
        return 0;
      }),
    );

function eventRow({ at, kind, agentId, details }: FleetEventView): string[] {
  return [at.toISOString(), kind, agentId ?? "–", details ? JSON.stringify(details) : ""];
}
