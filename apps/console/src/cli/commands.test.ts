import { agentView } from "@meridian/contracts/status/testing";
import { afterEach, expect, test } from "vitest";
import { run } from "./run.ts";
import { ScriptedConsole, type Scripted } from "./testing/scripted-console.ts";

let console: ScriptedConsole | undefined;
afterEach(() => console?.close());

async function runned(scripts: Record<string, Scripted[]>, ...typed: string[]) {
  console = new ScriptedConsole(scripts);
  const url = await console.listen();
  let said = "";
  const streams = { stdout: { write: (text: string) => (said += text) } };
  const code = await run([...typed, "--url", url, "--token", "mat_x"], {
    ...streams,
    stderr: streams.stdout,
  });
  const sent = console.changes().map(({ method, path, body }) => [method, path, JSON.parse(body) as unknown]);
  return { code, said, sent };
}

const convergence = { gateways: 0, acked: 0, observed: 0, away: 0, nacks: [], slowest: null };
const regions = ["east", "west"].map((name) => ({ id: `rg_${name}`, name, label: name }));
const split = { revision: "1", current: null, choices: [] };
const policy = { revision: "7", convergence };
const nodeOf = (id: string) => ({
  ...{ id, nodeId: id, name: id.slice(3), state: "active", weight: 1, drain: null },
  ...{ isReady: true, isUnproven: false, version: null, out: [] },
});
const traffic = {
  regions,
  origins: regions.map(({ id }) => ({
    ...{ ...policy, regionId: id, split },
    targets: regions.map((one) => ({ regionId: one.id, state: "active", weight: 50, drain: null })),
  })),
  nodes: [{ ...policy, regionId: "rg_east", nodes: ["ag_east-1", "ag_east-2"].map(nodeOf) }],
  ...{ gateways: [], applyTimes: null },
};
const tried = (subject: object, ids: string[]) => ({
  ...{ isAllowed: true, hasBreakGlass: false, breaks: [] },
  changes: [{ kind: "traffic.shifted", subject, before: null, after: null }],
  forecast: { shares: ids.map((id) => ({ id, before: 0.5, after: 0.25 })), load: null },
});

test.each([
  ["set", ["east", "west=25"], "/traffic/origins/rg_east", "traffic", ["rg_east", "rg_west"]],
  ["set-nodes", ["east", "east-1=5"], "/traffic/regions/rg_east/nodes", "nodes", ["ag_east-1", "ag_east-2"]],
])("traffic %s --dry-run speaks of names alone", async (name, typed, path, type, ids) => {
  const dryRun = tried({ type, id: "rg_east" }, ids);
  const scripts = {
    "/api/v1/traffic": [{ body: traffic }],
    [`/api/v1${path}`]: [{ body: { revision: "8", unproven: [], dryRun } }],
  };
  const { code, said } = await runned(scripts, "traffic", name, ...typed, "--dry-run", "--reason", "x");
  expect(said).toContain(`traffic.shifted: ${type} east\n`);
  for (const id of ids) expect(said).toContain(`${id.slice(3)} `);
  expect([code, said]).toEqual([0, expect.not.stringMatching(/rg_|ag_/)]);
});

test("a region's agents get networks, and lose them", async () => {
  const entry = {
    ...{ id: "rg_east", name: "east", label: "East", latitude: 1, longitude: 2, agentNetworks: [] },
    ...{ createdAt: "2026-01-05T08:00:00.000Z", nodes: 0, gateways: 0, archiveBlock: null },
  };
  const scripts = {
    "/api/v1/regions": [{ body: { data: [entry], nextCursor: null } }],
    "/api/v1/regions/rg_east": [{ status: 204, body: null }],
  };
  const update = async (networks: string) =>
    (await runned(scripts, "region", "update", "east", "--networks", networks)).sent;
  expect(await update("10.42.0.0/16, fd12::/48")).toEqual([
    ["PATCH", "/api/v1/regions/rg_east", { agentNetworks: ["10.42.0.0/16", "fd12::/48"] }],
  ]);
  expect(await update("none")).toEqual([["PATCH", "/api/v1/regions/rg_east", { agentNetworks: [] }]]);
});

test("an agent's claimed address is accepted, or the one that is named; without a claim nothing is asked", async () => {
  const claimedUrl = "http://10.0.0.9:8080";
  const agents = [agentView({ claimedUrl }), agentView({ id: "ag_2", name: "node-2" })];
  const region = { ...{ id: "rg_a", name: "a", label: "A", latitude: 1, longitude: 2 }, agents };
  const scripts = {
    "/api/v1/fleet": [{ body: { revision: "7", regions: [region] } }],
    "/api/v1/agents/ag_n/accept-address": [{ status: 204, body: null }],
  };
  const accept = (...more: string[]) =>
    runned(scripts, "agent", "accept-address", ...more, "--reason", "new rack");
  const path = "/api/v1/agents/ag_n/accept-address";
  expect((await accept("node-1")).sent).toEqual([["POST", path, { url: claimedUrl, reason: "new rack" }]]);
  const other = await accept("node-1", "--address", "http://10.0.0.8");
  expect(other.sent).toEqual([["POST", path, { url: "http://10.0.0.8", reason: "new rack" }]]);
  const none = await accept("node-2");
  expect([none.code, none.sent]).toEqual([1, []]);
  expect(none.said).toContain("asks for no other address than http://127.0.0.1:8080");
});

test("findings are told in sentences, and in JSON", async () => {
  const finding = {
    kind: "addressClaimed",
    severity: "warning",
    agent: "node-1",
    agentId: "ag_1",
    url: "http://10.0.0.9:80",
  };
  const scripts = { "/api/v1/findings": [{ body: { data: [finding], nextCursor: null } }] };
  expect((await runned(scripts, "findings")).said).toBe(
    "! node-1 says that it is reached at http://10.0.0.9:80, and waits for consent.\n",
  );
  expect(JSON.parse((await runned(scripts, "findings", "--json")).said)).toMatchObject([{ agent: "node-1" }]);
});
