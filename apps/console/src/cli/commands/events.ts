import { setTimeout as sleep } from "node:timers/promises";
import { AuditFilter, ChangeEvent } from "@meridian/contracts/api";
import { RevisionString } from "@meridian/contracts/ids";
import { piecesOf } from "@meridian/contracts/wait";
import { Command } from "commander";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { queryOf } from "../api-list.ts";
import { CliError } from "../cli-error.ts";
import { checkedBy } from "../input/typed.ts";
import { parseAnswer } from "../parse-answer.ts";
import { examples, type OnSession, type Session } from "../session.ts";
import { visibleIn } from "../visible.ts";
import { showChange } from "./audit.ts";

const pauseMs = 2000;
/** Heartbeats come every 15 s: longer without anything, the connection is dead. */
const silenceMs = 45_000;

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
    .option("--count <n>", "ends after so many", (text) => Number(text))
    .addHelpText("after", examples("meridian events follow", "meridian events follow --kind incident --json"))
    .action(onSession(follow));

async function follow(session: Session, { after, kind, count = Infinity }: Options): Promise<number> {
  let last = after;
  let left = count;
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
