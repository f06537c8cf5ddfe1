import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { secretKeyOf } from "../../boot/secret-key.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { openSecrets, rotateSecretKey } from "./index.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

let ctx: TestContext;
let dir = "";
beforeEach(async () => {
  ctx = await createTestContext();
  dir = await mkdtemp(join(tmpdir(), "console-secrets-"));
});
afterEach(async () => {
  await ctx.database.drop();
  await rm(dir, { recursive: true });
});

const newKey = () => secretKeyOf(randomBytes(32).toString("hex"), "a test");
const folder = (name: string) => ({ secretKey: null, secretsDir: join(dir, name) });
const given = (name: string, secretKey = newKey()) => ({ secretKey, secretsDir: join(dir, name) });
const open = (source: Parameters<typeof openSecrets>[1]) => openSecrets(ctx.db, source, ctx.logger);
const rotate = (source: Parameters<typeof openSecrets>[1], newKeyFile?: string) =>
  rotateSecretKey({ ctx, input: { source, newKeyFile } });

test("a console alone makes its key and the secrets once; the database holds neither in clear", async () => {
  const first = await open(folder("one"));
  const again = await open(folder("one"));
  expect([again.secrets, again.key]).toEqual([first.secrets, first.key]);
  expect(again.fleetCa.pem).toBe(first.fleetCa.pem);
  expect((await stat(join(dir, "one", "key"))).mode & 0o777).toBe(0o600);
  const stored = JSON.stringify([await ctx.db.consoleSecret.findMany(), await ctx.db.secretKey.findMany()]);
  for (const secret of [
    ...Object.values(first.secrets),
    (await readFile(join(dir, "one", "key"), "utf8")).trim(),
    "PRIVATE KEY",
  ])
    expect(stored).not.toContain(secret);
  expect(stored).toContain(first.key.fingerprint);
});

test("consoles that start at once on an empty database end up with the same secrets", async () => {
  const key = newKey();
  const opened = await Promise.all(Array.from({ length: 8 }, (_, index) => open(given(`c${index}`, key))));
  const told = opened.map(({ secrets, fleetCa }) => JSON.stringify([secrets, fleetCa.fingerprint]));
  expect(new Set(told).size).toBe(1);
});

test("with a key each, one console of two that start at once is refused", async () => {
  const [one, other] = await Promise.allSettled([open(folder("one")), open(folder("other"))]);
  expect([one.status, other.status].toSorted()).toEqual(["fulfilled", "rejected"]);
});

test("a console with another key, or none, is told in one sentence what to do, and leaves nothing behind", async () => {
  const { key } = await open(folder("one"));
  const strange = newKey();
  const faultOf = (source: Parameters<typeof open>[0]) =>
    open(source).then(
      () => "",
      (error: unknown) => (error as Error).message,
    );
  const wrong = await faultOf(given("two", strange));
  expect(wrong).toContain(
    `expected the one with fingerprint ${key.fingerprint}, found ${strange.fingerprint}`,
  );
  expect(wrong).toContain("Set MERIDIAN_SECRET_KEY or MERIDIAN_SECRET_KEY_FILE");
  const none = await faultOf(folder("three"));
  expect(none).toContain(`fingerprint ${key.fingerprint}, found none`);
  expect(await readdir(dir)).toEqual(["one"]);
});

test("what an earlier version kept in files is taken over, so that nobody is signed out", async () => {
  const earlier = { auth: "a".repeat(43), bearer: "b".repeat(43) };
  const source = folder("old");
  await mkdir(source.secretsDir);
  for (const [name, text] of Object.entries(earlier)) await writeFile(join(source.secretsDir, name), text);
  expect((await open(source)).secrets).toEqual(earlier);
  expect(await readdir(source.secretsDir)).toEqual(["key"]);
  expect((await open(source)).secrets).toEqual(earlier);
});

test("a second console's own files are not used, and not removed", async () => {
  const key = newKey();
  const { secrets } = await open(given("one", key));
  const second = given("two", key);
  await mkdir(second.secretsDir);
  await writeFile(join(second.secretsDir, "auth"), "c".repeat(43));
  expect((await open(second)).secrets).toEqual(secrets);
  expect(await readdir(second.secretsDir)).toEqual(["auth"]);
});

test("a changed key keeps the secrets: the new one opens them, the old one no more, and the audit tells", async () => {
  const source = given("one");
  const { secrets, key, fleetCa } = await open(source);
  const file = join(dir, "new-key");
  const rotated = await rotate(source, file);
  expect(rotated).toMatchObject({ before: key.fingerprint, keyFile: file });
  await expect(open(source)).rejects.toThrow(`expected the one with fingerprint ${rotated.fingerprint}`);
  const renewed = given("one", secretKeyOf(await readFile(file, "utf8"), file));
  const reopened = await open(renewed);
  expect([reopened.secrets, reopened.fleetCa.pem]).toEqual([secrets, fleetCa.pem]);
  const change = await ctx.db.change.findFirst({ where: { kind: "system.secret-key-rotated" } });
  expect(change).toMatchObject({
    before: { fingerprint: key.fingerprint },
    after: { fingerprint: rotated.fingerprint },
  });
  await expect(rotate(source, join(dir, "third"))).rejects.toThrow("encrypted by another key");
  await expect(rotate(renewed, file)).rejects.toThrow("holds the key that is in use");
  await expect(rotate(renewed)).rejects.toThrow("--new-key-file: expected");
});

test("the one console's own file is replaced, also when the change was killed half-way", async () => {
  const source = folder("one");
  const { secrets } = await open(source);
  const first = await rotate(source);
  expect(await readdir(source.secretsDir)).toEqual(["key"]);
  expect((await open(source)).key.fingerprint).toBe(first.fingerprint);

  await rename(join(source.secretsDir, "key"), join(source.secretsDir, "key.next"));
  await writeFile(join(source.secretsDir, "key"), randomBytes(32).toString("base64"));
  expect((await open(source)).secrets).toEqual(secrets);
  expect(await readdir(source.secretsDir)).toEqual(["key"]);
});

test("a row in another one's place, or altered, is refused by name", async () => {
  const key = newKey();
  const sealed = sealSecret(key, "auth", "a secret");
  expect(openSecret(key, "auth", sealed)).toBe("a secret");
  expect(sealSecret(key, "auth", "a secret")).not.toBe(sealed);
  expect(() => openSecret(key, "bearer", sealed)).toThrow("“bearer” in the database cannot be opened");
  expect(() => openSecret(newKey(), "auth", sealed)).toThrow("“auth”");
  const turned = `${sealed.slice(0, -2)}${sealed.endsWith("AA") ? "BB" : "AA"}`;
  expect(() => openSecret(key, "auth", turned)).toThrow("“auth”");

  const source = given("one", key);
  await open(source);
  const auth = await ctx.db.consoleSecret.findUniqueOrThrow({ where: { name: "auth" } });
  await ctx.db.consoleSecret.update({ where: { name: "bearer" }, data: { sealed: auth.sealed } });
  await expect(open(source)).rejects.toThrow("“bearer”");
});
