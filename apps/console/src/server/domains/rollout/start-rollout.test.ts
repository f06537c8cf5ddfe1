import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartRolloutInput } from "@meridian/contracts/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { writeModelFolder } from "../../testing/model-folder.ts";
import { connectedAgents, obey } from "../../testing/obedient-node.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { listVersionViews, type ModelFolders, registerModelVersions } from "../model/index.ts";
import { rollBackRollout } from "./command-rollout.ts";
import { startRollout } from "./start-rollout.ts";

let ctx: TestContext;
let modelsDir = "";
let folders: ModelFolders;
let east = "";
let empty = "";
let silent = "";
let versionId = "";
const agents = connectedAgents();

beforeAll(async () => {
  ctx = await createTestContext();
  modelsDir = await mkdtemp(join(tmpdir(), "models-"));
  await writeModelFolder(modelsDir, { name: "compact", content: "first" });
  await writeModelFolder(modelsDir, { name: "compact-b", content: "second", precisions: ["int8"] });
  folders = await registerModelVersions({ ctx, input: { modelsDir } });
  versionId = (await ctx.db.modelVersion.findUniqueOrThrow({ where: { name: "compact-b" } })).id;
  east = (await addRegion(ctx, "cn-east")).id;
  empty = (await addRegion(ctx, "empty")).id;
  silent = (await addRegion(ctx, "silent")).id;
  const node = await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-1" });
  await addAgent(ctx, { region: "silent", role: "inference", name: "node-1" });
  await addAgent(ctx, { region: "empty", role: "gateway", name: "gateway-1" });
  await obey(ctx, node.agentId);
});
afterAll(async () => {
  await rm(modelsDir, { recursive: true });
  await ctx.database.drop();
});

const start = (changes: object = {}) =>
  startRollout({
    ctx: { ...ctx, agents, modelFolders: folders },
    input: StartRolloutInput.parse({
      modelVersionId: versionId,
      regionIds: [east],
      reason: "better on villages",
      ...changes,
    }),
  });
const refusal = (code: string, details: object) => ({
  code,
  details: expect.objectContaining(details) as unknown,
});

test.each([
  ["an unknown version", { modelVersionId: "mv_000000000000" }, "NOT_FOUND", {}],
  ["a precision it lacks", { precision: "fp16" }, "VALIDATION", { precisions: ["int8"] }],
  ["an unknown region", { regionIds: ["rg_000000000000"] }, "NOT_FOUND", { regionId: "rg_000000000000" }],
])("%s is refused", async (_case, changes, code, details) => {
  await expect(start(changes)).rejects.toMatchObject(refusal(code, details));
});

test("a region that has no nodes, or none that is ready, is named", async () => {
  await expect(start({ regionIds: [east, empty] })).rejects.toMatchObject(
    refusal("REFUSED_BY_RULE", { rule: "region-has-nodes", region: "empty" }),
  );
  await expect(start({ regionIds: [silent] })).rejects.toMatchObject(
    refusal("REFUSED_BY_RULE", { rule: "region-has-ready-node", region: "silent" }),
  );
});

test("what every node answers with already is no rollout; at another precision it is", async () => {
  const { id } = await ctx.db.modelVersion.findUniqueOrThrow({ where: { name: "compact" } });
  const rule = { rule: "version-is-new" };
  await expect(start({ modelVersionId: id })).rejects.toMatchObject(refusal("REFUSED_BY_RULE", rule));
  const rollout = await start({ modelVersionId: id, precision: "fp32" });
  expect(rollout.precision).toBe("fp32");
  await rollBackRollout({ ctx: { ...ctx, agents }, input: { rolloutId: rollout.id } });
  await ctx.db.rollout.update({ where: { id: rollout.id }, data: { state: "rolled-back" } });
});

test("damaged or absent files are named", async () => {
  const path = join(modelsDir, "compact-b", "vocab.txt");
  await writeFile(path, "tampered");
  const problem = "vocab.txt: the digest does not match";
  await expect(start()).rejects.toMatchObject(
    refusal("REFUSED_BY_RULE", { rule: "version-files", version: "compact-b", problem }),
  );
  await rm(path);
  await expect(start()).rejects.toThrow("compact-b cannot be rolled out: vocab.txt cannot be read (ENOENT).");
  await writeFile(path, "second");
  const elsewhere = startRollout({
    ctx: { ...ctx, agents, modelFolders: new Map() },
    input: StartRolloutInput.parse({ modelVersionId: versionId, regionIds: [east], reason: "r" }),
  });
  await expect(elsewhere).rejects.toThrow("this console does not hold its files");
});

test("one at a time: the second names the first; two at once, one wins", async () => {
  const [first, second] = await Promise.allSettled([start(), start()]);
  const won = [first, second].flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const lost = [first, second].flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  expect(won).toHaveLength(1);
  expect(lost[0]).toMatchObject(refusal("CONFLICT", { rolloutId: won[0]?.id, version: "compact-b" }));
  expect(won[0]).toMatchObject({
    ...{ state: "running", precision: "int8", reason: "better on villages", bakeSeconds: 120 },
    steps: [{ regionName: "cn-east", state: "waiting", nodes: [{ name: "node-1", answersWith: "compact" }] }],
  });
  const changes = await ctx.db.change.findMany({
    where: { kind: "rollout.started", subjectId: won[0]?.id ?? "" },
  });
  expect(changes).toHaveLength(1);
});

test("versions say where they run and which one new nodes get", async () => {
  const views = await listVersionViews(ctx.db, folders);
  const byName = Object.fromEntries(views.map((view) => [view.name, view]));
  expect(byName.compact).toMatchObject({
    ...{ isDefault: true, hasFiles: true, sizeBytes: 5, source: "made of first" },
    running: [{ regionName: "cn-east", nodes: 1, of: 1 }],
  });
  expect(byName["compact-b"]).toMatchObject({ isDefault: false, precisions: ["int8"], running: [] });
});
