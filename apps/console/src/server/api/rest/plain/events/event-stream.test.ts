import { CreateTokenInput } from "@meridian/contracts/api";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readEnv } from "../../../../boot/env.ts";
import { share } from "../../../../boot/shared.ts";
import { ConsoleCounters } from "../../../../domains/console-counters.ts";
import { createToken, revokeToken } from "../../../../domains/people/index.ts";
import { addPerson } from "../../../../testing/people-fixture.ts";
import { freezeChanges, thawChanges } from "../../../../domains/safety/index.ts";
import { createTestContext, type TestContext } from "../../../../testing/test-context.ts";
import { streamLimits } from "../../../../http/open-streams.ts";
import { answerRest } from "../../answer-rest.ts";
import { follow } from "./event-stream.ts";

let ctx: TestContext;
let token = { id: "", token: "" };
beforeAll(async () => {
  ctx = await createTestContext();
  const read = readEnv({ DATABASE_URL: ctx.database.url });
  if (!read.ok) throw new Error(read.problems.join());
  const secrets = { auth: "a-secret-of-more-than-thirty-two-characters", bearer: "" };
  share({ ...ctx, env: read.env, secrets, modelFolders: new Map(), counters: new ConsoleCounters() });
  await addPerson(ctx);
});
afterAll(() => ctx.database.drop());
beforeEach(async () => {
  const input = CreateTokenInput.parse({ name: "follower", role: "viewer", expiresInDays: 7 });
  token = await createToken({ ctx, input });
});

type Event = { id: string; event: string; data: { revision: string; kind: string; reason: string | null } };

/** Opens a stream; `next` is its next event. */
async function open(query = "", headers: Record<string, string> = {}) {
  const left = new AbortController();
  const request = new Request(`http://localhost:3000/api/v1/events${query}`, {
    headers: { authorization: `Bearer ${token.token}`, ...headers },
    signal: left.signal,
  });
  const response = await answerRest(request);
  const reader = (response.body as ReadableStream<BufferSource>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let text = "";
  const next = async (): Promise<Event | null> => {
    for (;;) {
      const [, id = "", event = "", data = ""] = /id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n/.exec(text) ?? [];
      if (id !== "") {
        text = text.slice(text.indexOf(data) + data.length);
        return { id, event, data: JSON.parse(data) as Event["data"] };
      }
      const { value, done } = await reader.read();
      if (done) return null;
      text += value;
    }
  };
  return { response, next, leave: () => left.abort() };
}

const freeze = (reason: string) => freezeChanges({ ctx, input: { reason } });
const thaw = () => thawChanges({ ctx, input: { reason: "over" } });

test("changes come as they are committed, with the revision as their id", async () => {
  const { response, next, leave } = await open();
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  expect(response.headers.get("cache-control")).toContain("no-transform");
  await freeze("first");
  const event = await next();
  expect(event).toMatchObject({ event: "change", data: { kind: "safety.frozen", reason: "first" } });
  expect(event?.id).toBe(event?.data.revision);
  await thaw();
  expect((await next())?.data.kind).toBe("safety.thawed");
  leave();
  expect(await next()).toBeNull();
});

test("a stream is resumed behind the last event that was read, by its header or by the query", async () => {
  const first = await open();
  await freeze("one");
  const seen = await first.next();
  first.leave();
  await thaw();
  await freeze("two");
  await thaw();
  for (const again of [
    await open("", { "last-event-id": seen?.id ?? "" }),
    await open(`?after=${seen?.id}`),
  ]) {
    const kinds = [await again.next(), await again.next(), await again.next()].map(
      (event) => event?.data.kind,
    );
    expect(kinds).toEqual(["safety.thawed", "safety.frozen", "safety.thawed"]);
    again.leave();
  }
});

test("a filter lets only its kinds through", async () => {
  const { next, leave } = await open("?kind=safety.thawed");
  await freeze("hidden");
  await thaw();
  expect((await next())?.data.kind).toBe("safety.thawed");
  leave();
});

test.each([
  ["?after=x", {}, 400],
  ["?since=1", {}, 400],
  ["", { "last-event-id": "-1" }, 400],
  ["", { authorization: "" }, 401],
  ["", { authorization: "Bearer mat_x" }, 401],
])("%s with %j is refused", async (query, headers, status) => {
  expect((await open(query, headers as Record<string, string>)).response.status).toBe(status);
});

test("a caller has so many streams at a time, and a place again when one ends", async () => {
  const opened = await Promise.all(Array.from({ length: streamLimits.events.ofCaller }, () => open()));
  const refused = await open();
  expect(refused.response.status).toBe(429);
  expect(refused.response.headers.get("retry-after")).toBe("30");
  for (const { leave } of opened) leave();
  const again = await open();
  expect(again.response.status).toBe(200);
  again.leave();
});

test("a stream ends with the credential that opened it, and says so", async () => {
  const signal = new AbortController().signal;
  let known = true;
  const events = follow({
    ...{ start: 0n, signal, checkMs: 1 },
    read: (cursor) => Promise.resolve({ events: [], cursor, hasMore: false }),
    isStillKnown: () => Promise.resolve(known),
  });
  expect((await events.next()).value).toContain("retry:");
  known = false;
  const rest: string[] = [];
  for await (const text of events) rest.push(text);
  expect(rest.at(-1)).toContain("event: end");
});

test("a revoked token is known no more", async () => {
  const stream = await open();
  await revokeToken({ ctx, input: { tokenId: token.id } });
  expect((await open()).response.status).toBe(401);
  stream.leave();
});
