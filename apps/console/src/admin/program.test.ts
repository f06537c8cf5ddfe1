import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openSecrets, type SecretSource } from "../server/domains/secret/index.ts";
import { createTestContext, type TestContext } from "../server/testing/test-context.ts";
import type { Answer } from "./admin-command.ts";
import { createProgram } from "./program.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterAll(() => ctx.database.drop());

function run(line: string, given: Partial<SecretSource> = {}): Promise<Answer> {
  return runWords(line.split(" "), given);
}

async function runWords(words: string[], given: Partial<SecretSource> = {}): Promise<Answer> {
  let answer: Answer | undefined;
  const program = createProgram(async (command) => void (answer = await command({ ...ctx, ...given })));
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeErr: () => undefined });
  await program.parseAsync(words, { from: "user" });
  if (!answer) throw new Error(`${words.join(" ")} gave no answer`);
  return answer;
}

test("the administrator and a region are made once", async () => {
  const first = await run("ensure-administrator");
  expect(first).toMatchObject({ created: true, email: "admin@meridian.local" });
  expect(await run("ensure-administrator")).toEqual({ created: false });
  expect(await run("reset-password")).not.toMatchObject({
    password: (first as { password: string }).password,
  });

  const region = "ensure-region --name us-west --label Oregon --latitude 45.5 --longitude=-122.7";
  expect(await run(region)).toMatchObject({ created: true, name: "us-west" });
  expect(await run("ensure-region --name us-west")).toMatchObject({ created: false, name: "us-west" });
});

test("a token is made as asked", async () => {
  const line = "enrolment-token --region us-west --role gateway --name gw-1 --state active --expires 30m";
  expect(await run(line)).toMatchObject({ expiresAt: new Date(ctx.now().getTime() + 1_800_000) });
  const token = await ctx.db.enrolmentToken.findFirstOrThrow();
  expect(token).toMatchObject({
    role: "gateway",
    agentName: "gw-1",
    initialState: "active",
    initialWeight: 100,
  });
});

test("the chain of changes is verified, and a broken one is not ok", async () => {
  expect(await run("verify-audit")).toMatchObject({ ok: true, checked: 4, firstBroken: null });
  const [, second, third] = await ctx.db.change.findMany({ orderBy: { revision: "asc" } });
  await ctx.db.$executeRawUnsafe("ALTER TABLE changes DISABLE TRIGGER changes_only_grow");
  await ctx.db.change.deleteMany({ where: { revision: second?.revision ?? -1n } });
  expect(await run("verify-audit")).toMatchObject({
    ok: false,
    checked: 2,
    brokenCount: 1,
    firstBroken: { revision: String(third?.revision), problem: "out-of-line" },
  });
});

test("the epoch is above any that a backup of before can have reached", async () => {
  const minutes = Math.floor(ctx.now().getTime() / 60_000);
  expect(await run("raise-epoch")).toEqual({ epoch: minutes });
  expect(await run("raise-epoch")).toEqual({ epoch: minutes + 1 });
  const changes = await ctx.db.change.findMany({ where: { kind: "system.epoch-raised" } });
  expect(changes.map(({ after }) => after)).toEqual([{ epoch: minutes }, { epoch: minutes + 1 }]);
});

test("the key of the secrets is changed by a command, which names files by their whole path", async () => {
  const secretsDir = await mkdtemp(join(tmpdir(), "admin-secrets-"));
  onTestFinished(() => rm(secretsDir, { recursive: true }));
  const source = { secretKey: null, secretsDir };
  const { key, secrets } = await openSecrets(ctx.db, source, ctx.logger);
  const rotated = await run("rotate-secret-key", source);
  expect(rotated).toMatchObject({ before: key.fingerprint, keyFile: join(secretsDir, "key") });
  expect((await openSecrets(ctx.db, source, ctx.logger)).secrets).toEqual(secrets);
  const keyFile = join(secretsDir, "shared");
  expect(await run(`rotate-secret-key --new-key-file ${keyFile}`, source)).toMatchObject({ keyFile });
  await expect(run("rotate-secret-key --new-key-file shared", source)).rejects.toThrow(
    "--new-key-file: expected an absolute path",
  );
});

test("what is wrong is named by its flag", async () => {
  const fault = (line: string) => run(line).catch((error: unknown) => (error as Error).message);
  expect(await fault("enrolment-token --region us-west --role pilot")).toContain("--role: ");
  expect(await fault("enrolment-token --region mars --role gateway")).toBe("There is no region named mars.");
  expect(await fault("ensure-region --name B@d")).toContain("--name: expected lower-case letters");
  expect(await fault("ensure-region --nam x")).toContain("--nam");
  expect(await fault("fly")).toContain("unknown command 'fly'");
});

test("a batch answers each command in turn, and ends with the first that fails", async () => {
  const token = (name: string) => [
    "enrolment-token",
    "--region",
    "us-west",
    "--role",
    "gateway",
    "--name",
    name,
  ];
  expect(await runWords(["batch", JSON.stringify([token("gw-2"), token("gw-3")])])).toEqual([
    expect.objectContaining({ token: expect.stringMatching(/^met_/) }),
    expect.objectContaining({ token: expect.stringMatching(/^met_/) }),
  ]);
  const failing = [["ensure-region", "--name", "B@d"], token("gw-4")];
  await expect(runWords(["batch", JSON.stringify(failing)])).rejects.toThrow("--name: ");
  expect(await ctx.db.enrolmentToken.count({ where: { agentName: "gw-4" } })).toBe(0);
  await expect(run("batch fly")).rejects.toThrow("JSON array of commands");
});
