import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTokenInput } from "@meridian/contracts/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "../../boot/env.ts";
import { share } from "../../boot/shared.ts";
import { ConsoleCounters } from "../../domains/console-counters.ts";
import { registerModelVersions } from "../../domains/model/index.ts";
import { createToken } from "../../domains/people/index.ts";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { writeModelFolder } from "../../testing/model-folder.ts";
import { connectedAgents, obey } from "../../testing/obedient-node.ts";
import { addPerson } from "../../testing/people-fixture.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { answerRest } from "./answer-rest.ts";

let ctx: TestContext;
let modelsDir = "";
let token = "";
let regionId = "";
let nodeId = "";
let otherId = "";
let modelVersionId = "";
beforeAll(async () => {
  ctx = await createTestContext();
  const read = readEnv({ DATABASE_URL: ctx.database.url });
  if (!read.ok) throw new Error(read.problems.join());
  const secrets = { auth: "a-secret-of-more-than-thirty-two-characters", bearer: "" };
  modelsDir = await mkdtemp(join(tmpdir(), "models-"));
  await writeModelFolder(modelsDir, { name: "compact", content: "first" });
  await writeModelFolder(modelsDir, { name: "compact-b", content: "second" });
  const modelFolders = await registerModelVersions({ ctx, input: { modelsDir } });
  const shared = { secrets, agents: connectedAgents(), modelFolders, counters: new ConsoleCounters() };
  share({ ...ctx, env: read.env, ...shared });
  modelVersionId = (await ctx.db.modelVersion.findUniqueOrThrow({ where: { name: "compact-b" } })).id;
  await addPerson(ctx);
  regionId = (await addRegion(ctx, "cn-east")).id;
  await addRegion(ctx, "eu-central");
  nodeId = (await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-1" })).agentId;
  otherId = (await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-2" })).agentId;
  await obey(ctx, nodeId);
  const input = CreateTokenInput.parse({ name: "admin-token", role: "admin", expiresInDays: 7 });
  token = (await createToken({ ctx, input })).token;
});
afterAll(async () => {
  await rm(modelsDir, { recursive: true });
  await ctx.database.drop();
});

async function ask(method: string, path: string, body?: object) {
  const request = new Request(`http://localhost:3000/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "if-match": "*" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!path.startsWith("/traffic") || method === "GET") request.headers.delete("if-match");
  const response = await answerRest(request);
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}
const revisionNow = () => ctx.db.systemState.findUniqueOrThrow({ where: { id: 1 } });

test("what GET shows of an origin and of nodes is taken by PUT, and changes nothing", async () => {
  const before = await revisionNow();
  const origin = await ask("GET", `/traffic/origins/${regionId}`);
  expect(origin.body.targets[0]).toHaveProperty("drain", null);
  const { targets } = origin.body;
  expect(await ask("PUT", `/traffic/origins/${regionId}`, { targets, reason: "same" })).toMatchObject({
    status: 200,
  });
  const path = `/traffic/regions/${regionId}/nodes`;
  const { nodes } = (await ask("GET", path)).body;
  expect(nodes[0]).toMatchObject({ id: nodeId, nodeId });
  expect(await ask("PUT", path, { nodes, reason: "same" })).toMatchObject({ status: 200 });
  expect(await revisionNow()).toEqual(before);
});

test("a drain under way is sent back as it is shown, keeps its deadline, and ends with another state", async () => {
  const path = `/traffic/regions/${regionId}/nodes`;
  const read = async () =>
    (await ask("GET", path)).body.nodes.find((one: { id: string }) => one.id === otherId);
  const put = (node: object) => ask("PUT", path, { nodes: [node], reason: "test" });
  const drain = { minutes: 10, then: "cordon" };
  expect(await put({ nodeId: otherId, state: "drain", weight: 7, drain })).toMatchObject({ status: 200 });
  const drained = await read();
  ctx.advance(60_000);
  expect(await put({ ...drained, weight: 9 })).toMatchObject({ status: 200 });
  expect(await read()).toMatchObject({ name: "node-2", weight: 9, drain: drained.drain });
  expect(await put({ ...drained, state: "active" })).toMatchObject({ status: 200 });
  expect(await read()).toMatchObject({ state: "active", drain: null });
  const wrong = [{ ...drain, minutes: 0 }, { then: "cordon" }, {}, "10", { ...drain, owner: "me" }];
  for (const one of wrong)
    expect(await put({ nodeId: otherId, state: "drain", weight: 7, drain: one })).toMatchObject({
      status: 400,
    });
  const noDrain = { nodeId: otherId, state: "active", weight: 7, drain };
  expect(await put(noDrain)).toMatchObject({ status: 400 });
  expect(await put({ nodeId: otherId, state: "active", weight: 7, wait: 1 })).toMatchObject({ status: 400 });
});

test("a split is sent back with the name that GET shows", async () => {
  await ctx.db.versionSplit.create({ data: { originRegionId: regionId, modelVersionId, percent: 5 } });
  const { split } = (await ask("GET", `/traffic/origins/${regionId}`)).body;
  expect(split.current).toEqual({ modelVersionId, name: "compact-b", percent: 5 });
  const path = `/traffic/origins/${regionId}/split`;
  expect(await ask("PUT", path, { split: split.current, reason: "same" })).toMatchObject({ status: 200 });
  await ctx.db.versionSplit.deleteMany();
});

test("a dry run makes nothing: 200 and no Location, and what is made then is 201", async () => {
  const body = { modelVersionId, regionIds: [regionId], reason: "test" };
  const tried = await ask("POST", "/rollouts", { ...body, dryRun: true });
  expect([tried.status, tried.headers.get("location")]).toEqual([200, null]);
  expect(tried.body.dryRun).toMatchObject({ isAllowed: true });
  expect(await ctx.db.rollout.count()).toBe(0);
  const made = await ask("POST", "/rollouts", { ...body, dryRun: false });
  expect([made.status, made.headers.get("location")]).toEqual([201, `/api/v1/rollouts/${made.body.id}`]);
});
