import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EnrolResult } from "@meridian/contracts/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "../../../server/boot/env.ts";
import { ConsoleCounters } from "../../../server/domains/console-counters.ts";
import { createEnrolmentToken } from "../../../server/domains/fleet/index.ts";
import { share } from "../../../server/boot/shared.ts";
import { streamLimits } from "../../../server/http/open-streams.ts";
import { addRegion } from "../../../server/testing/fleet-fixture.ts";
import { noAgents } from "../../../server/testing/no-agents.ts";
import { createTestContext, type TestContext } from "../../../server/testing/test-context.ts";
import { GET as getReadiness } from "../../readyz/route.ts";
import { GET as getHealth } from "../health/route.ts";
import { POST as enrol } from "./enrol/route.ts";
import { GET as getFile } from "./models/[digest]/[file]/route.ts";

const digest = "d".repeat(64);

let ctx: TestContext;
let folder = "";
let regionId = "";
beforeAll(async () => {
  ctx = await createTestContext();
  folder = await mkdtemp(join(tmpdir(), "model-"));
  await writeFile(join(folder, "vocab.txt"), "[PAD]\n");
  const file = { path: "vocab.txt", sha256: "0".repeat(64), sizeBytes: 6 };
  const version = { id: "mv_1", name: "compact", digest, precisions: ["fp32"], files: [file], manifest: {} };
  await ctx.db.modelVersion.create({ data: version });
  regionId = (await addRegion(ctx, "cn-east")).id;
  const env = readEnv({ DATABASE_URL: ctx.database.url });
  if (!env.ok) throw new Error(env.problems.join());
  share({
    env: env.env,
    logger: ctx.logger,
    secrets: { auth: "", bearer: "" },
    db: ctx.db,
    now: ctx.now,
    changes: ctx.changes,
    feed: ctx.feed,
    agents: noAgents,
    counters: new ConsoleCounters(),
    watch: ctx.watch,
    modelFolders: new Map([[digest, folder]]),
  });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await ctx.database.drop();
});

function post(body: string, type = "application/json"): Promise<Response> {
  const request = new Request("http://localhost/api/agents/enrol", {
    method: "POST",
    headers: { "content-type": type },
    body,
  });
  return enrol(request);
}

async function enrolNode(advertisedUrl = "http://127.0.0.1:4001"): Promise<EnrolResult> {
  const { token } = await createEnrolmentToken({
    ctx,
    input: { regionId, role: "inference", state: "active", weight: 100, expiresInMs: 60_000 },
  });
  const response = await post(
    JSON.stringify({ token, role: "inference", advertisedUrl, agentVersion: "0.1.0" }),
  );
  expect(response.status).toBe(201);
  return EnrolResult.parse(await response.json());
}

test("a broken envelope is refused with its own status and a request id", async () => {
  const refusals = [
    [await post("{}", "text/plain"), 415, "UNSUPPORTED_MEDIA"],
    [await post("{"), 400, "VALIDATION"],
    [await post("{}"), 400, "VALIDATION"],
    [await post(JSON.stringify({ token: "x".repeat(70_000) })), 413, "PAYLOAD_TOO_LARGE"],
  ] as const;
  for (const [response, status, code] of refusals) {
    expect(response.status).toBe(status);
    const requestId: unknown = expect.any(String);
    expect(await response.json()).toMatchObject({ code, requestId });
  }
});

test("an enrolled agent fetches listed files by its credential; nobody else does", async () => {
  const { agentId, credential } = await enrolNode();
  const fetchFile = (file: string, bearer: string) => {
    const headers = { authorization: `Bearer ${bearer}`, "x-meridian-agent": agentId };
    return getFile(new Request("http://localhost", { headers }), {
      params: Promise.resolve({ digest, file }),
    });
  };
  const response = await fetchFile("vocab.txt", credential);
  expect(response.headers.get("content-length")).toBe("6");
  expect(await response.text()).toBe("[PAD]\n");
  expect((await fetchFile("../secret", credential)).status).toBe(404);
  expect((await fetchFile("vocab.txt", `${credential}x`)).status).toBe(401);
});

test("health says what the database does", async () => {
  expect(await (await getHealth()).json()).toEqual({ status: "ok", database: "up" });
});

test("the console is not ready while a loop stands, and names it", async () => {
  const ready = await getReadiness();
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { status: "ready", database: "up", standing: [] },
  ]);
  ctx.watch.began("rollouts", -1);
  const standing = await getReadiness();
  const loop = { name: "rollouts", forMs: expect.any(Number) };
  expect([standing.status, await standing.json()]).toEqual([
    503,
    { status: "not-ready", database: "up", standing: [loop] },
  ]);
  ctx.watch.forget("rollouts");
});

test("downloads count by agent, guesses by address, and an agent has so many at once", async () => {
  const { agentId, credential } = await enrolNode("http://127.0.0.1:4002");
  const ask = (bearer: string | null, agent = agentId) => {
    const headers = {
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
      "x-meridian-agent": agent,
    };
    const params = Promise.resolve({ digest, file: "vocab.txt" });
    return getFile(new Request("http://localhost", { headers }), { params });
  };
  const leftOf = (response: Response) => Number(response.headers.get("ratelimit-remaining"));
  const guesses = [await ask("mac_guess"), await ask("mac_other", "ag_other"), await ask(null)];
  expect(guesses.map(({ status }) => status)).toEqual([401, 401, 401]);
  const [before = 0] = guesses.map(leftOf);
  expect(guesses.map(leftOf)).toEqual([before, before - 1, before - 2]);
  const open = [];
  for (let count = 0; count < streamLimits.downloads.ofCaller; count++) open.push(await ask(credential));
  expect(open.map(leftOf)).toEqual([999, 998, 997, 996]);
  expect((await ask(credential)).status).toBe(429);
  await Promise.all(open.map((response) => response.body?.cancel()));
  expect((await ask(credential)).status).toBe(200);
});
