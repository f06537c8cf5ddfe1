import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { OnlyConsole, type OnlyConsoleOptions } from "./only-console.ts";

let ctx: TestContext;
beforeAll(async () => {
  ctx = await createTestContext();
});
afterEach(() => ctx.db.lease.deleteMany());
afterAll(() => ctx.database.drop());

const claim = (holder: string, options: Partial<OnlyConsoleOptions> = {}) =>
  OnlyConsole.claim(ctx.db, { logger: ctx.logger, holder, waitMs: 0, ...options });
const holder = async () => (await ctx.db.lease.findUnique({ where: { name: "console" } }))?.holder;

test("a second console is refused, and told which one works", async () => {
  const first = await claim("far 41 a");
  await expect(claim("near 1 b")).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("Another console (process 41 on far) works on this database."),
  });
  expect(await first.renew()).toBe(true);
});

test("one that lives on this host is refused too", async () => {
  await claim(`${hostname()} ${process.ppid} a`);
  await expect(claim("near 1 b")).rejects.toMatchObject({ code: "CONFLICT" });
});

test("one that ended, or that was killed on this host, leaves its place at once", async () => {
  const first = await claim("far 41 a");
  await first.release();
  await claim("near 1 b");
  await ctx.db.lease.deleteMany();

  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  await claim(`${hostname()} ${child.pid} a`);
  await claim("near 1 b");
  expect(await holder()).toBe("near 1 b");
  // In a container each start has the process id of the one before.
  await ctx.db.lease.updateMany({ data: { holder: `${hostname()} ${process.pid} a` } });
  await claim("near 1 c");
  expect(await holder()).toBe("near 1 c");
});

test("one that was killed elsewhere is waited for, and finds its place taken", async () => {
  const killed = await claim("far 41 a");
  await ctx.db.lease.updateMany({ data: { expiresAt: new Date(Date.now() + 600) } });
  await claim("near 1 b", { waitMs: 30_000 });
  expect(await killed.renew()).toBe(false);
  await killed.release();
  expect(await holder()).toBe("near 1 b");
});
