import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { writeModelFolder } from "../../testing/model-folder.ts";
import { findModelFile } from "./version-files.ts";
import { registerModelVersions } from "./register-model-versions.ts";

let ctx: TestContext;
let modelsDir = "";
beforeAll(async () => {
  ctx = await createTestContext();
  modelsDir = await mkdtemp(join(tmpdir(), "models-"));
  await addRegion(ctx, "cn-east");
});
afterAll(async () => {
  await rm(modelsDir, { recursive: true });
  await ctx.database.drop();
});

const writeVersion = (name: string, content: string) => writeModelFolder(modelsDir, { name, content });

test("folders are registered once; nodes without a version get one, new nodes at enrolment", async () => {
  const early = await addAgent(ctx, { region: "cn-east", role: "inference", name: "early" });
  const digest = await writeVersion("compact", "first");
  await writeVersion("base", "larger");
  await registerModelVersions({ ctx, input: { modelsDir } });
  await registerModelVersions({ ctx, input: { modelsDir } });
  const late = await addAgent(ctx, { region: "cn-east", role: "inference", name: "late" });

  expect(await ctx.db.modelVersion.count()).toBe(2);
  const assigned = await ctx.db.modelAssignment.findMany({ include: { modelVersion: true } });
  expect(assigned.map(({ agentId }) => agentId).toSorted()).toEqual([early.agentId, late.agentId].toSorted());
  for (const { modelVersion, precision } of assigned) {
    expect([modelVersion.digest, precision]).toEqual([digest, "int8"]);
  }
});

test("a name moves to newer files; nodes stay on the digest they were given", async () => {
  const before = await ctx.db.modelVersion.findUniqueOrThrow({ where: { name: "compact" } });
  const digest = await writeVersion("compact", "second");
  const folders = await registerModelVersions({ ctx, input: { modelsDir } });
  const after = await ctx.db.modelVersion.findUniqueOrThrow({ where: { name: "compact" } });
  expect(after.digest).toBe(digest);
  const renamed = await ctx.db.modelVersion.findUniqueOrThrow({ where: { digest: before.digest } });
  expect(renamed.name).toBe(`compact-${before.digest.slice(0, 8)}`);
  expect(await ctx.db.modelAssignment.count({ where: { modelVersionId: renamed.id } })).toBe(2);
  expect([...folders.keys()]).toContain(digest);
});

test("a damaged folder is left out", async () => {
  const digest = await writeVersion("broken", "content");
  await writeFile(join(modelsDir, "broken", "vocab.txt"), "tampered");
  const folders = await registerModelVersions({ ctx, input: { modelsDir } });
  expect(folders.has(digest)).toBe(false);
  expect(await ctx.db.modelVersion.count({ where: { digest } })).toBe(0);
});

test("only files that a registered version lists can be fetched", async () => {
  const folders = await registerModelVersions({ ctx, input: { modelsDir } });
  const { digest } = await ctx.db.modelVersion.findUniqueOrThrow({ where: { name: "base" } });
  const find = (file: string) => findModelFile(ctx.db, folders, { digest, file });
  expect(await find("vocab.txt")).toBe(join(modelsDir, "base", "vocab.txt"));
  expect(await find("manifest.json")).toBe(join(modelsDir, "base", "manifest.json"));
  await expect(find("../compact/vocab.txt")).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(
    findModelFile(ctx.db, folders, { digest: "0".repeat(64), file: "vocab.txt" }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});
