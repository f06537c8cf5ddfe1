import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConnection, wantsColour } from "./env.ts";

test("options stand before the environment", () => {
  const source = { MERIDIAN_URL: "https://meridian.example.com/", MERIDIAN_TOKEN: "mat_env" };
  expect(readConnection({}, source)).toEqual({ url: "https://meridian.example.com", token: "mat_env" });
  const given = { url: "http://127.0.0.1:4000", token: "mat_option" };
  expect(readConnection(given, source)).toEqual(given);
  expect(readConnection({ token: "mat_x" }, {})).toEqual({ url: "http://localhost:3000", token: "mat_x" });
});

test("a token file is for its owner alone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "meridian-cli-"));
  const MERIDIAN_TOKEN_FILE = join(folder, "token");
  await writeFile(MERIDIAN_TOKEN_FILE, "mat_file\n", { mode: 0o600 });
  expect(readConnection({}, { MERIDIAN_TOKEN_FILE }).token).toBe("mat_file");
  await chmod(MERIDIAN_TOKEN_FILE, 0o640);
  expect(() => readConnection({}, { MERIDIAN_TOKEN_FILE })).toThrow("chmod 600");
  await rm(folder, { recursive: true });
  expect(() => readConnection({}, { MERIDIAN_TOKEN_FILE })).toThrow("There is no token file");
});

test("without a token or with a bad URL nothing is sent", () => {
  expect(() => readConnection({}, {})).toThrow("API token");
  expect(() => readConnection({ url: "localhost:3000", token: "x" }, {})).toThrow("http(s)");
});

test("colour is for terminals that want it", () => {
  expect([wantsColour(true, {}), wantsColour(false, {}), wantsColour(true, { NO_COLOR: "1" })]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a token goes to the address that was given, with its path, and nowhere else", () => {
  const urlOf = (url: string) => readConnection({ url, token: "mat_x" }, {}).url;
  expect(urlOf("https://ops.example.com/meridian/")).toBe("https://ops.example.com/meridian");
  expect(urlOf("https://ops.example.com:8443")).toBe("https://ops.example.com:8443");
  for (const url of ["https://li:pw@example.com", "https://example.com/?a=1", "https://example.com/#a"]) {
    expect(() => urlOf(url)).toThrow("without user, password, query or fragment");
  }
});

test.each(["mat_x mat_y", "mat_x\nmat_y", "mat_令牌"])("%j is no token", (token) => {
  expect(() => readConnection({ token }, {})).toThrow("is it one token");
});
