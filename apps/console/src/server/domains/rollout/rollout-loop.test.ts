import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RolloutView, StartRolloutInput } from "@meridian/contracts/api";
import { Histogram } from "@meridian/contracts/measure";
import { ensurePartitions } from "@meridian/db";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  findDefaultVersion,
  listVersionViews,
  type ModelFolders,
  registerModelVersions,
} from "../model/index.ts";
import { getRollout } from "./get-rollout.ts";
import { pauseRollout, resumeRollout, rollBackRollout } from "./command-rollout.ts";
import { startRollout } from "./start-rollout.ts";
import { freezeChanges, thawChanges } from "../safety/index.ts";
import { type RegionFigures, writeTelemetry } from "../telemetry/index.ts";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { writeModelFolder } from "../../testing/model-folder.ts";
import { connectedAgents, obey } from "../../testing/obedient-node.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { acquireLease, type Lease } from "../../loops/lease.ts";
import { RolloutExecutor } from "./rollout-loop.ts";

let base: TestContext;
let modelsDir = "";
let modelFolders: ModelFolders;
const regionIds: string[] = [];
const nodeIds: string[] = [];
let lease: Lease;
const agents = connectedAgents();
const context = () => ({ ...base, agents, modelFolders });

beforeAll(async () => {
  base = await createTestContext();
  await ensurePartitions(base.db, base.now());
  modelsDir = await mkdtemp(join(tmpdir(), "models-"));
  for (const name of ["compact", "b", "c", "d"]) await writeModelFolder(modelsDir, { name, content: name });
  modelFolders = await registerModelVersions({ ctx: base, input: { modelsDir } });
  for (const name of ["cn-east", "eu-central"]) {
    regionIds.push((await addRegion(base, name)).id);
    for (const node of ["node-1", "node-2"]) {
      nodeIds.push((await addAgent(base, { region: name, role: "inference", name: node })).agentId);
    }
  }
  lease = await takeLease("first");
});
beforeEach(() => obeyAll());
afterAll(async () => {
  await rm(modelsDir, { recursive: true });
  await base.database.drop();
});

async function takeLease(holder: string): Promise<Lease> {
  await base.db.lease.updateMany({ where: { name: "rollouts" }, data: { expiresAt: new Date(0) } });
  const taken = await acquireLease(base.db, { name: "rollouts", holder, ttlMs: 3_600_000 });
  if (!taken) throw new Error("expected the lease");
  return taken;
}

async function obeyAll(broken: string[] = []): Promise<void> {
  for (const id of nodeIds) await obey(base, id, broken);
}

/** A second passes: the nodes did as told, the executor looks. */
async function turn(broken: string[] = [], executor = new RolloutExecutor(0)): Promise<void> {
  await obeyAll(broken);
  base.advance(1000);
  await executor.execute(context(), lease);
}

async function start(name: string): Promise<RolloutView> {
  const { id } = await base.db.modelVersion.findUniqueOrThrow({ where: { name } });
  const input = StartRolloutInput.parse({ modelVersionId: id, regionIds, bakeSeconds: 10, reason: "try it" });
  return startRollout({ ctx: context(), input });
}

const view = (rolloutId: string) => getRollout({ ctx: context(), input: { rolloutId } });
const states = async (rolloutId: string) => (await view(rolloutId)).steps.map(({ state }) => state);

/** Enough good requests of a region for its gates, in the whole windows since its switch. */
async function serveWell(region: number, version: string, serverErrors = 0): Promise<void> {
  base.advance(20_000);
  const latency = new Histogram();
  for (let i = 0; i < 50; i++) latency.record(10);
  const at = new Date(Math.floor(base.now().getTime() / 10_000) * 10_000 - 10_000);
  const row = { at, regionId: regionIds[region] ?? "", role: "inference" } as const;
  const region10s: RegionFigures[] = [
    { ...row, version: "", counters: { requests: 50, serverErrors }, latency: new Histogram() },
    { ...row, version, counters: { requests: 50 }, latency },
  ];
  await writeTelemetry(base.db, { region10s, agent60s: [], region5m: [] });
}

const answering = async () => {
  const rows = await base.db.modelAssignment.findMany({
    where: { agentId: { in: nodeIds } },
    include: { modelVersion: true, heldModelVersion: true },
  });
  const of = (id: string) => rows.find(({ agentId }) => agentId === id);
  return nodeIds.map((id) => [of(id)?.modelVersion.name, of(id)?.heldModelVersion?.name ?? null]);
};

test("goes from region to region; each transition is a change; the last makes it the default", async () => {
  const { id } = await start("b");
  await turn();
  expect(await answering()).toEqual([
    ["compact", "b"],
    ["compact", "b"],
    ["compact", null],
    ["compact", null],
  ]);
  await turn();
  expect(await states(id)).toEqual(["switching", "waiting"]);
  expect(await answering()).toEqual([
    ["b", "compact"],
    ["b", "compact"],
    ["compact", null],
    ["compact", null],
  ]);
  await turn();
  expect(await states(id)).toEqual(["baking", "waiting"]);
  await serveWell(0, "b");
  expect((await view(id)).steps[0]?.gates.map(({ answer }) => answer)).toEqual(["pass", "pass"]);
  await turn();
  expect(await states(id)).toEqual(["done", "preparing"]);
  await turn();
  await turn();
  await serveWell(1, "b");
  await turn();
  expect(await view(id)).toMatchObject({ state: "completed", endedAt: base.now() });
  expect(await answering()).toEqual(Array(4).fill(["b", null]));

  const changes = await base.db.change.findMany({ where: { subjectId: id }, orderBy: { revision: "asc" } });
  const advanced = Array<string>(8).fill("rollout.advanced");
  expect(changes.map(({ kind }) => kind)).toEqual(["rollout.started", ...advanced, "rollout.completed"]);
  expect(changes[1]).toMatchObject({
    before: { state: "running", nodes: { [nodeIds[0] ?? ""]: { held: null } } },
    after: { state: "running", nodes: { [nodeIds[0] ?? ""]: { held: { precision: "int8" } } } },
  });
  const versions = await listVersionViews(base.db, modelFolders);
  expect(versions.filter(({ isDefault }) => isDefault).map(({ name }) => name)).toEqual(["b"]);
  const late = await addAgent(base, { region: "cn-east", role: "inference", name: "late" });
  const { modelVersion } = await base.db.modelAssignment.findUniqueOrThrow({
    where: { agentId: late.agentId },
    include: { modelVersion: true },
  });
  expect(modelVersion.name).toBe("b");
  await base.db.agent.update({ where: { id: late.agentId }, data: { archivedAt: base.now() } });
});

test("a completed one goes back while it is the newest, and with it what new nodes get", async () => {
  const first = await start("c");
  for (let i = 0; i < 3; i++) await turn();
  await serveWell(0, "c");
  for (let i = 0; i < 3; i++) await turn();
  await serveWell(1, "c");
  await turn();
  expect(await view(first.id)).toMatchObject({ state: "completed" });
  expect(await findDefaultVersion(base.db)).toMatchObject({ name: "c" });
  await rollBackRollout({ ctx: context(), input: { rolloutId: first.id } });
  expect(await answering()).toEqual(Array(4).fill(["b", null]));
  expect(await view(first.id)).toMatchObject({ state: "rolling-back", endedAt: null });
  expect(await findDefaultVersion(base.db)).toMatchObject({ name: "b" });
  await turn();
  expect(await view(first.id)).toMatchObject({ state: "rolled-back", endedAt: base.now() });
  const earlier = await base.db.rollout.findFirstOrThrow({ where: { state: "completed" } });
  const second = await start("c");
  const input = { rolloutId: earlier.id };
  await expect(rollBackRollout({ ctx: context(), input })).rejects.toMatchObject({
    code: "REFUSED_BY_RULE",
    details: { rule: "rollout-newest" },
  });
  await rollBackRollout({ ctx: context(), input: { rolloutId: second.id } });
  await turn();
});

test("a version that does not load stops at the first region; tried again when resumed; then rolled back", async () => {
  const { id } = await start("c");
  await turn();
  await turn(["c"]);
  const halted = await view(id);
  expect(halted).toMatchObject({ state: "halted", steps: [{ state: "failed" }, { state: "waiting" }] });
  expect(halted.stateReason).toContain("cn-east: node-1 cannot load it: vocab.txt");
  expect(await answering()).toEqual(Array(4).fill(["b", null]));

  await resumeRollout({ ctx: context(), input: { rolloutId: id } });
  await turn();
  await turn();
  expect(await states(id)).toEqual(["switching", "waiting"]);
  await rollBackRollout({ ctx: context(), input: { rolloutId: id, reason: "not today" } });
  expect(await answering()).toEqual(Array(4).fill(["b", null]));
  expect(await view(id)).toMatchObject({ state: "rolling-back", stateReason: "not today" });
  await turn();
  expect(await view(id)).toMatchObject({
    state: "rolled-back",
    steps: [{ state: "reverted" }, { state: "waiting" }],
  });
});

test("errors after the switch roll it back by itself; the change says why", async () => {
  const { id } = await start("c");
  for (let i = 0; i < 3; i++) await turn();
  await serveWell(0, "c", 25);
  await turn();
  expect(await answering()).toEqual(Array(4).fill(["b", null]));
  const change = await base.db.change.findFirstOrThrow({
    where: { subjectId: id, kind: "rollout.rolled-back" },
  });
  expect(change).toMatchObject({
    ...{ actorType: "user", after: { stateReason: "cn-east: error-share was 0.500, more than 0.01" } },
  });
  await turn();
  expect((await view(id)).state).toBe("rolled-back");
});

test("whoever holds the lease goes on where the other was; who lost it does nothing", async () => {
  const { id } = await start("d");
  await turn();
  const lost = lease;
  lease = await takeLease("second");
  await obeyAll();
  await new RolloutExecutor(0).execute(context(), lost);
  expect(await states(id)).toEqual(["preparing", "waiting"]);
  await turn();
  expect(await states(id)).toEqual(["switching", "waiting"]);
});

test("a paused rollout begins nothing; what its state forbids is refused", async () => {
  const { id } = await base.db.rollout.findFirstOrThrow({ where: { state: "running" } });
  const command = { ctx: context(), input: { rolloutId: id } };
  await pauseRollout(command);
  await turn();
  await serveWell(0, "d");
  await turn();
  await turn();
  expect(await states(id)).toEqual(["done", "waiting"]);
  const pauses = () => base.db.change.count({ where: { kind: "rollout.paused" } });
  expect([await pauses(), (await pauseRollout(command)).state, await pauses()]).toEqual([1, "paused", 1]);
  await resumeRollout(command);
  await turn();
  expect(await states(id)).toEqual(["done", "preparing"]);
  await expect(view("ro_000000000000")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a freeze holds a rollout where it is until the thaw; taking it back does not wait", async () => {
  const { id } = await base.db.rollout.findFirstOrThrow({ where: { state: "running" } });
  const because = { ctx: base, input: { reason: "holiday" } };
  await freezeChanges(because);
  await turn();
  await turn();
  expect(await states(id)).toEqual(["done", "preparing"]);
  await thawChanges(because);
  await turn();
  expect(await states(id)).toEqual(["done", "switching"]);
  await freezeChanges(because);
  await rollBackRollout({ ctx: context(), input: { rolloutId: id } });
  await turn();
  expect((await view(id)).state).toBe("rolled-back");
  await thawChanges(because);
});
