import { CreateTokenInput } from "@meridian/contracts/api";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readEnv } from "../../../boot/env.ts";
import { ConsoleCounters } from "../../../domains/console-counters.ts";
import { createToken } from "../../../domains/people/index.ts";
import { share } from "../../../boot/shared.ts";
import { streamLimits } from "../../../http/open-streams.ts";
import { withLimitHeaders } from "../../../http/procedure-limits.ts";
import { addRegion } from "../../../testing/fleet-fixture.ts";
import { addPerson } from "../../../testing/people-fixture.ts";
import { noAgents } from "../../../testing/no-agents.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { answerRest } from "../answer-rest.ts";

let ctx: TestContext;
let token = "";
beforeAll(async () => {
  ctx = await createTestContext();
  const env = readEnv({ DATABASE_URL: ctx.database.url });
  if (!env.ok) throw new Error(env.problems.join());
  share({
    env: env.env,
    logger: ctx.logger,
    secrets: { auth: "a-secret-of-more-than-thirty-two-characters", bearer: "" },
    db: ctx.db,
    now: ctx.now,
    changes: ctx.changes,
    feed: ctx.feed,
    agents: noAgents,
    counters: new ConsoleCounters(),
    watch: ctx.watch,
    modelFolders: new Map(),
  });
  await addRegion(ctx, "cn-east");
  await addPerson(ctx);
  const input = CreateTokenInput.parse({ name: "reader", role: "viewer", expiresInDays: 7 });
  ({ token } = await createToken({ ctx, input }));
});
afterAll(() => ctx.database.drop());

function get(query: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) {
  const request = new Request(`http://localhost:3000/api/v1/audit/export${query}`, { headers });
  return withLimitHeaders(request, answerRest);
}

test("a viewer's token gets a file of what the filter lets through", async () => {
  const response = await get("?format=csv&kind=region");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/csv");
  expect(response.headers.get("content-disposition")).toMatch(
    /^attachment; filename="meridian-audit-\d{4}-\d\d-\d\d\.csv"$/,
  );
  const [head, ...rows] = (await response.text()).trimEnd().split("\r\n");
  expect(head).toMatch(/^revision,at,kind,/);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toContain(",region.created,");
});

test("without a format it is JSON Lines of everything", async () => {
  const response = await get("");
  expect(response.headers.get("content-type")).toContain("jsonl");
  const lines = (await response.text()).trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual([
    "region.created",
    "api-token.created",
  ]);
});

test.each(["?format=xml", "?kind=DROP", "?from=yesterday", "?limit=5"])("%s is refused", async (query) => {
  const response = await get(query);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "VALIDATION" });
});

test("nobody gets it without being known", async () => {
  expect((await get("", {})).status).toBe(401);
  expect((await get("", { authorization: "Bearer mat_wrong" })).status).toBe(401);
});

test("it counts as a request of its caller, and so does any other route", async () => {
  const remaining = (response: Response) => Number(response.headers.get("ratelimit-remaining"));
  const first = await get("?limit=5");
  expect(first.headers.get("ratelimit-limit")).toBe("1000");
  const url = "http://localhost:3000/api/v1/regions";
  const request = new Request(url, { headers: { authorization: `Bearer ${token}` } });
  const other = await withLimitHeaders(request, answerRest);
  expect([other.status, remaining(other)]).toEqual([200, remaining(first) - 1]);
});

test("a caller has so many exports at a time, and a place again when one is read", async () => {
  const open = await Promise.all(Array.from({ length: streamLimits.exports.ofCaller }, () => get("")));
  const refused = await get("");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "10"]);
  await Promise.all(open.map((response) => response.text()));
  await vi.waitFor(async () => {
    const again = await get("");
    await again.text();
    expect(again.status).toBe(200);
  });
});
