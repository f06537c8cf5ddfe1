import { afterEach, describe, expect, test } from "vitest";
import { run } from "./run.ts";
import { type Scripted, ScriptedConsole } from "./testing/scripted-console.ts";

let console_: ScriptedConsole | null = null;
afterEach(async () => {
  await console_?.close();
  console_ = null;
});

const undoPath = "/api/v1/traffic/changes/42/undo";
const change = {
  ...{ revision: "42", at: "2026-01-05T08:00:00.000Z", kind: "traffic.shifted", actorName: "Li" },
  ...{ subject: { type: "traffic", id: "rg_1" }, reason: null, undoOf: null, canUndo: true },
  ...{ before: [], after: [] },
};
const undoOfIt = { ...change, revision: "43", kind: "traffic.undone", undoOf: "42" };
const refused = (status: number, code: string, details?: object) => ({
  status,
  body: { code, detail: `${code} it is.`, details },
});

async function setUp(scripts: Record<string, Scripted[]>, base = "") {
  console_ = new ScriptedConsole(scripts);
  const url = await console_.listen();
  return async (...typed: string[]) => {
    const said = { stdout: "", stderr: "" };
    const code = await run([...typed, "--url", url + base, "--token", "mat_x"], {
      stdout: { write: (text) => (said.stdout += text) },
      stderr: { write: (text) => (said.stderr += text) },
      wait: () => Promise.resolve(),
    });
    return { code, ...said };
  };
}
const keys = () => new Set(console_?.changes().map(({ headers }) => headers["idempotency-key"]));

describe("a change whose answer is lost", () => {
  test.each([
    ["cut in its head", "cut-head"],
    ["cut in its body", "cut-body"],
    ["not the console's", "not-json"],
    ["a proxy's 502", refused(502, "UNAVAILABLE")],
    ["still under way", refused(409, "CONFLICT", { rule: "in-progress" })],
  ] as [string, Scripted][])("%s: sent again under its key, then exit code 3", async (_, scripted) => {
    const meridian = await setUp({ [undoPath]: [scripted] });
    const { code, stdout, stderr } = await meridian("traffic", "undo", "42");
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(console_?.changes().length).toBeGreaterThan(2);
    const [key] = [...keys()];
    expect(keys().size).toBe(1);
    expect(stderr).toMatch(/^Whether this was done is unknown: /);
    expect(stderr).toContain("Ask with: meridian traffic get");
    expect(stderr).toContain(`with 42 --idempotency-key ${key}: it is carried out once`);
    expect(stderr).not.toMatch(/ at .*\(|\.\./);
  });

  test.each([
    ["a proxy that knows no such route", { status: 404, body: { message: "no Route matched" } }],
    ["a proxy that refuses", { status: 403, body: { error: "forbidden" } }],
    ["a sign-in page somewhere else", { status: 302, body: "", headers: { location: "https://sso.test/" } }],
    ["something that says yes to everything", { body: { ok: true }, headers: { "x-request-id": "" } }],
  ] as [string, Scripted][])("%s is no answer to its repetition", async (_, foreign) => {
    const meridian = await setUp({ [undoPath]: ["cut-head", foreign] });
    const { code, stderr } = await meridian("traffic", "undo", "42");
    expect(code).toBe(3);
    expect(stderr).toMatch(/^Whether this was done is unknown: /);
    expect(keys().size).toBe(1);
  });

  test("without a first try that may have arrived, what is not the console changed nothing", async () => {
    const meridian = await setUp({ [undoPath]: [{ status: 404, body: { message: "no Route matched" } }] });
    const { code, stderr } = await meridian("traffic", "undo", "42");
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining("what answers there is not the console (HTTP 404)"),
    ]);
  });

  test("too many requests: it waits as long as it is told, and says how long if that was not enough", async () => {
    const busy = { ...refused(429, "OVERLOADED"), headers: { "retry-after": "7" } };
    const meridian = await setUp({ [undoPath]: [busy] });
    const { code, stderr } = await meridian("traffic", "undo", "42");
    expect(code).toBe(1);
    expect(stderr).toContain("Nothing was done. Try again in 7 s.");
    const patient = await setUp({ [undoPath]: [busy, { body: { revision: "43" } }] });
    expect(await patient("traffic", "undo", "42")).toMatchObject({ code: 0 });
  });

  test("is done once an answer comes", async () => {
    const ok = { body: { revision: "43" } };
    const meridian = await setUp({ [undoPath]: ["cut-body", refused(503, "UNAVAILABLE"), ok] });
    expect(await meridian("traffic", "undo", "42")).toMatchObject({
      code: 0,
      stdout: "Undone: revision 42. Traffic is at revision 43.\n",
    });
    expect(keys().size).toBe(1);
  });

  test("is done, and says what it made active too early", async () => {
    const unproven = [{ id: "ag_1", name: "eu-node-1" }];
    const meridian = await setUp({ [undoPath]: [{ body: { revision: "43", unproven } }] });
    expect((await meridian("traffic", "undo", "42")).stdout).toContain(
      "No gateway has found eu-node-1 ready yet: it gets no traffic until one has.\n",
    );
  });

  test("is done when the console has it under that key", async () => {
    const done = refused(409, "CONFLICT", { rule: "carried-out", revision: "43" });
    const meridian = await setUp({ [undoPath]: ["cut-head", done] });
    expect((await meridian("traffic", "undo", "42", "--json")).stdout).toBe(
      '{"revision":"43","unproven":[],"undone":"42"}\n',
    );
    const frozen = await setUp({ "/api/v1/safety/freeze": [done] });
    const { code, stderr } = await frozen("freeze", "--reason", "x");
    expect([code, stderr]).toEqual([0, expect.stringContaining("done already, at revision 43")]);
  });

  test("is refused when an answer says so", async () => {
    const meridian = await setUp({ [undoPath]: ["cut-head", refused(409, "CONFLICT", { by: "Li" })] });
    expect(await meridian("traffic", "undo", "42")).toMatchObject({ code: 1, stderr: expect.any(String) });
  });

  test("keeps the key that was typed", async () => {
    const meridian = await setUp({ [undoPath]: [{ body: { revision: "43" } }] });
    await meridian("traffic", "undo", "42", "--idempotency-key", "mine");
    expect([...keys()]).toEqual(["mine"]);
    expect((await meridian("traffic", "undo", "42", "--idempotency-key", "")).code).toBe(2);
  });

  test("was done if its answer is of another version", async () => {
    const meridian = await setUp({ [undoPath]: [{ body: { at: 43 } }] });
    const { code, stderr } = await meridian("traffic", "undo", "42");
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^This was done\. /)]);
  });
});

test("what never arrived is not unknown", async () => {
  const meridian = await setUp({});
  await console_?.close();
  const { code, stderr } = await meridian("traffic", "undo", "42");
  expect([code, stderr]).toEqual([
    3,
    expect.stringMatching(/^The console .* cannot be reached: connect ECONNREFUSED/m),
  ]);
});

test("an undo without a revision never undoes the undo", async () => {
  const changes = "/api/v1/traffic/changes";
  const meridian = await setUp({
    [changes]: [
      { body: { data: [change], nextCursor: null } },
      page(undoOfIt, { ...change, canUndo: false }),
    ],
    [undoPath]: ["cut-body"],
  });
  const cut = await meridian("traffic", "undo");
  expect([cut.code, cut.stderr]).toEqual([3, expect.stringContaining("with 42 --idempotency-key")]);
  const sent = console_?.changes().length;
  const again = await meridian("traffic", "undo", "--json");
  expect(again).toMatchObject({ code: 0, stdout: '{"revision":"43","undone":"42"}\n' });
  expect((await meridian("traffic", "undo")).stdout).toContain("meridian traffic undo 43");
  expect(console_?.changes()).toHaveLength(sent ?? 0);
});

function page(...changes: object[]): Scripted {
  return { body: { data: changes, nextCursor: null } };
}

const noFindings = { "/api/v1/findings": [{ body: { data: [], nextCursor: null } }] };

test("a query that is cut is asked again, and changes nothing", async () => {
  const fleet = "/api/v1/fleet";
  const meridian = await setUp({
    [fleet]: ["cut-body", { body: { revision: "7", regions: [] } }],
    ...noFindings,
  });
  expect(await meridian("fleet")).toMatchObject({ code: 0, stdout: expect.stringContaining("Revision 7") });
  const away = await setUp({ [fleet]: ["cut-body"] });
  const { code, stderr } = await away("fleet");
  expect([code, stderr]).toEqual([3, expect.stringContaining("cannot be reached")]);
});

test.each(["https://console.example.com/api/v1/fleet", "/signin"])(
  "a redirect to %s is not followed: the token would be dropped, or told to another",
  async (location) => {
    const meridian = await setUp({ "/api/v1/fleet": [{ status: 308, headers: { location }, body: {} }] });
    const { code, stderr } = await meridian("fleet");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      location.startsWith("https") ? / to https:\/\/console\.example\.com\. / : /\/signin\. /,
    );
    expect(stderr).toContain("MERIDIAN_URL");
    expect(console_?.heard).toHaveLength(1);
  },
);

test("a path in the URL is kept", async () => {
  const meridian = await setUp(
    {
      "/ops/api/v1/fleet": [{ body: { revision: "7", regions: [] } }],
      "/ops/api/v1/findings": [{ body: { data: [], nextCursor: null } }],
    },
    "/ops/",
  );
  expect(await meridian("fleet")).toMatchObject({ code: 0 });
});
