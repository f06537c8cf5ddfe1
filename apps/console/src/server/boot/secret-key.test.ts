import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureKeyFile, findKeyFile, readSecretKey, secretKeyOf, takeNextKeyFile } from "./secret-key.ts";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "secret-key-"));
});
afterAll(() => rm(dir, { recursive: true }));

test("a next key that cannot take its place says that it is needed, and what to do", async () => {
  const secrets = await mkdtemp(join(dir, "secrets-"));
  await ensureKeyFile(join(secrets, "key.next"));
  await mkdir(join(secrets, "key"));
  await expect(takeNextKeyFile(secrets)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/encrypted by the key in .*key\.next now.*Keep .*key\.next/) as string,
  });
  expect(await findKeyFile(join(secrets, "key.next"))).not.toBeNull();
});

test("a key that cannot be made says where, and why", async () => {
  await expect(ensureKeyFile("/proc/meridian/key")).rejects.toMatchObject({
    code: "VALIDATION",
    message: expect.stringMatching(/^\/proc\/meridian\/key: no key can be made there: /) as string,
  });
});

const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index));

test.each([
  ["base64", bytes.toString("base64")],
  ["base64url", bytes.toString("base64url")],
  ["hex", bytes.toString("hex")],
  ["upper-case hex with the line's end of a file", `${bytes.toString("hex").toUpperCase()}\n`],
])("a key in %s is the same key", (_, text) => {
  const key = secretKeyOf(text, "here");
  expect(key.bytes.equals(bytes)).toBe(true);
  expect(key.fingerprint).toBe(secretKeyOf(bytes.toString("hex"), "there").fingerprint);
  expect(key.fingerprint).toMatch(/^[0-9a-f]{16}$/);
});

test.each([
  ["nothing", ""],
  ["a password", "correct horse battery staple"],
  ["a byte too few", bytes.subarray(1).toString("base64")],
  ["a byte too many", Buffer.concat([bytes, bytes.subarray(0, 1)]).toString("hex")],
])("%s is no key, and the message does not hold it", (_, text) => {
  const faultOf = () => {
    try {
      secretKeyOf(text, "MERIDIAN_SECRET_KEY");
      return "";
    } catch (error) {
      return String(error);
    }
  };
  expect(faultOf()).toContain("MERIDIAN_SECRET_KEY: expected 32 random bytes");
  if (text !== "") expect(faultOf()).not.toContain(text);
});

test("the environment names a key or a file, not both", async () => {
  const file = join(dir, "given");
  await writeFile(file, `${bytes.toString("base64")}\n`);
  expect(readSecretKey({})).toBeNull();
  const [text, ofFile] = [
    readSecretKey({ MERIDIAN_SECRET_KEY: bytes.toString("hex") }),
    readSecretKey({ MERIDIAN_SECRET_KEY_FILE: file }),
  ];
  expect(ofFile?.fingerprint).toBe(text?.fingerprint);
  const both = { MERIDIAN_SECRET_KEY: bytes.toString("hex"), MERIDIAN_SECRET_KEY_FILE: file };
  expect(() => readSecretKey(both)).toThrow("expected one of them, found both");
  expect(() => readSecretKey({ MERIDIAN_SECRET_KEY_FILE: join(dir, "none") })).toThrow(
    /^MERIDIAN_SECRET_KEY_FILE: ENOENT/,
  );
});

test("a file is made once, kept, and readable by its owner alone", async () => {
  const path = join(dir, "made", "key");
  expect(await findKeyFile(path)).toBeNull();
  const made = await Promise.all([ensureKeyFile(path), ensureKeyFile(path)]);
  const again = await ensureKeyFile(path);
  expect(new Set([...made, again].map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, "utf8")).not.toContain(again.fingerprint);
});
