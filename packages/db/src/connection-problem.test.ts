import { expect, test } from "vitest";
import pg from "pg";
import { connectionProblem } from "./errors.ts";
import { createTestDatabase } from "./testing/index.ts";

async function problemAt(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url });
  const error: unknown = await client.connect().catch((thrown: unknown) => thrown);
  await client.end().catch(() => undefined);
  return connectionProblem(url, error);
}

test("why a server cannot be used is said, without its password", async () => {
  const { url, drop } = await createTestDatabase();
  const changed = (change: (url: URL) => void) => {
    const one = new URL(url);
    change(one);
    return one.href;
  };
  const cases: [string, RegExp][] = [
    [changed((one) => (one.password = "geheim")), /refuses: password authentication failed .*\(28P01\)/],
    [changed((one) => (one.pathname = "/nothere")), /refuses: database "nothere" does not exist \(3D000\)/],
    [changed((one) => (one.port = "1")), /^No PostgreSQL answers at 127\.0\.0\.1:1 \(ECONNREFUSED\)\.$/],
    [changed((one) => ((one.hostname = "localhost"), (one.port = "1"))), /localhost:1 \(ECONNREFUSED\)/],
    [changed((one) => one.searchParams.set("sslmode", "require")), /refuses: .*SSL/],
  ];
  for (const [at, said] of cases) {
    const problem = await problemAt(at);
    expect(problem).toMatch(said);
    expect(problem).not.toContain("geheim");
    expect(problem).not.toContain("\n");
  }
  await drop();
});

test("an error of the statements is none of the connection", () => {
  const error = Object.assign(new Error('relation "x" does not exist'), { code: "42P01" });
  expect(connectionProblem("postgresql://localhost/x", error)).toBeNull();
});
