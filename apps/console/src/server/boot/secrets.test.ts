import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSecrets } from "./secrets.ts";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "secrets-"));
});
afterAll(() => rm(dir, { recursive: true }));

test("secrets are made once, kept, and readable by their owner alone", async () => {
  const [first, second] = await Promise.all([loadSecrets(dir), loadSecrets(dir)]);
  expect(first).toEqual(second);
  expect(await loadSecrets(dir)).toEqual(first);
  expect(first.auth).toHaveLength(43);
  expect(first.auth).not.toBe(first.bearer);
  expect((await stat(join(dir, "auth"))).mode & 0o777).toBe(0o600);
});
