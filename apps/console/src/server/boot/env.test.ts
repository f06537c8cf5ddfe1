import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeEnv, readEnv } from "./env.ts";

const databaseUrl = "postgresql://meridian:secret@127.0.0.1:5432/meridian";

test("defaults follow the port", () => {
  const result = readEnv({ DATABASE_URL: databaseUrl, PORT: "3100", LOG_LEVEL: "" });
  expect(result).toMatchObject({
    ok: true,
    env: { port: 3100, baseUrl: "http://localhost:3100", logLevel: "info" },
  });
});

test("all problems are listed at once, without the values", () => {
  const result = readEnv({ PORT: "0", MERIDIAN_BASE_URL: "ftp://u:geheim@x", LOG_LEVEL: "loud" });
  if (result.ok) throw new Error("expected problems");
  expect(result.problems).toHaveLength(4);
  expect(result.problems[0]).toBe("DATABASE_URL: is required");
  expect(result.problems.join()).not.toContain("geheim");
});

test("a key of the secrets that is none is a problem, and is not repeated", () => {
  const result = readEnv({ DATABASE_URL: databaseUrl, MERIDIAN_SECRET_KEY: "geheim" });
  expect(result).toMatchObject({ ok: false, problems: [expect.stringMatching(/^MERIDIAN_SECRET_KEY: /)] });
  expect(JSON.stringify(result)).not.toContain("geheim");
});

test("help names every variable that an operator may set, and the document of operations does", () => {
  const names = describeEnv()
    .split("\n")
    .map((line) => line.trim().split(/\s+/)[0] ?? "");
  expect(names).toEqual(expect.arrayContaining(["DATABASE_URL", "MERIDIAN_TLS_KEY_FILE", "LOG_LEVEL"]));
  const document = readFileSync(new URL("../../../../../docs/operations.md", import.meta.url), "utf8");
  expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});
