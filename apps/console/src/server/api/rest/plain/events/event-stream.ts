import { AuditFilter, type ChangeEvent } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { RevisionString } from "@meridian/contracts/ids";
import type { Db } from "@meridian/db";
import { getShared } from "../../../../boot/shared.ts";
import { getPosition, listEventsAfter } from "../../../../domains/audit/index.ts";
import { getOpenStreams, streamBody } from "../../../../http/open-streams.ts";
import { getBulkhead } from "../../../bulkhead.ts";
import { createHttpContext, isStillKnown } from "../../../create-context.ts";
import { readQuery } from "../../read-input.ts";
import type { PlainRoute } from "../plain-route.ts";

/** Shorter than proxies keep a connection on which nothing comes (nginx: 60 s). */
const heartbeatMs = 15_000;
const checkEveryMs = 5000;
const atOnce = 200;

const EventsQuery = AuditFilter.pick({ kind: true, subjectType: true, subjectId: true })
  .extend({
    after: RevisionString.optional().describe(
      "Only changes newer than this revision; left out, and without Last-Event-ID: from now on.",
    ),
  })
  .strict();

/** Changes and incidents as they are committed, as server-sent events. */
export const eventStream: PlainRoute = {
  procedure: "api.events",
  method: "GET",
  path: "/events",
  role: "viewer",
  summary: "Changes and incidents as they come, as server-sent events that can be resumed",
  query: EventsQuery,
  header: {
    name: "Last-Event-ID",
    schema: RevisionString.describe("The id of the last event that was read: those after it follow."),
  },
  answers: { "text/event-stream": "Events `change` and `incident`, whose id is the revision." },
  answer: async (request, requestId) => {
    const { db, caller } = await createHttpContext(request, requestId);
    if (!caller) throw new AppError("UNAUTHENTICATED", "Sign in first.");
    const { after, ...filter } = readQuery(EventsQuery, new URL(request.url).searchParams);
    const asked = startOf(request.headers.get("last-event-id"), after);
    const { id } = caller.actor;
    const release = getOpenStreams("events").open(id);
    const { signal, headers } = request;
    const pieces = follow({
      start: asked ?? (await positionOr(release, db)),
      signal,
      checkMs: checkEveryMs,
      // Streams that have a long way to catch up would else take every connection.
      read: (cursor) =>
        getBulkhead().run(id, () => listEventsAfter(db, { ...filter, after: cursor, limit: atOnce }), {
          signal,
        }),
      isStillKnown: () => isStillKnown(headers),
    });
    return new Response(streamBody({ pieces, signal, release }), {
      // Neither a cache nor a compressor may hold events back.
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    });
  },
};

async function positionOr(release: () => void, db: Db): Promise<bigint> {
  try {
    return (await getPosition(db)).revision;
  } catch (error) {
    release();
    throw error;
  }
}

/** A browser that connects again sends the header; it counts more than the URL that it began with. */
function startOf(lastEventId: string | null, after: string | undefined): bigint | null {
  if (lastEventId === null || lastEventId === "") return after === undefined ? null : BigInt(after);
  const parsed = RevisionString.safeParse(lastEventId);
  if (parsed.success) return BigInt(parsed.data);
  throw new AppError("VALIDATION", "Expected a Last-Event-ID that is a revision: the id of an event.");
}

type Following = {
  start: bigint;
  /** How soon it ends after its credential did. */
  checkMs: number;
  signal: AbortSignal;
  read: (cursor: bigint) => Promise<{ events: ChangeEvent[]; cursor: bigint; hasMore: boolean }>;
  isStillKnown: () => Promise<boolean>;
};

/** Events after `start`, and a comment while nothing happens, until the caller leaves or is known no more. */
export async function* follow({
  start,
  signal,
  read,
  isStillKnown: check,
  checkMs,
}: Following): AsyncGenerator<string> {
  const { feed } = getShared();
  let cursor = start;
  let saidAtMs = performance.now();
  let checkedAtMs = saidAtMs;
  yield "retry: 2000\n\n";
  while (!signal.aborted) {
    const { position } = feed;
    const page = await read(cursor);
    cursor = page.cursor;
    const isSilent = page.events.length === 0 && performance.now() - saidAtMs >= heartbeatMs;
    const text = isSilent ? ": heartbeat\n\n" : page.events.map(toText).join("");
    if (text !== "") {
      saidAtMs = performance.now();
      yield text;
    }
    if (page.hasMore) continue;
    await feed.changedSince(position, checkMs, signal);
    if (performance.now() - checkedAtMs < checkMs) continue;
    checkedAtMs = performance.now();
    if (!(await check())) return yield "event: end\ndata: {}\n\n";
  }
}

function toText(event: ChangeEvent): string {
  const name = event.subject.type === "incident" ? "incident" : "change";
  return `id: ${event.revision}\nevent: ${name}\ndata: ${JSON.stringify(event)}\n\n`;
}
