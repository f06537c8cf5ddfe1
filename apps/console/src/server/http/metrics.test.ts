import type { Finding } from "@meridian/contracts/api";
import { expect, test } from "vitest";
import { ConsoleCounters } from "../domains/console-counters.ts";
import { noAgents } from "../testing/no-agents.ts";
import { createMetrics } from "./metrics.ts";

const found: Finding[] = [
  { servedBy: [], hasOthers: true, kind: "noNode", regionId: "rg_1", region: "cn-east" },
  { kind: "away", agentIds: ["ag_1", "ag_2"], agents: ["gw-1", "gw-2"] },
];
const findings = () => Promise.resolve(found);
const auditHead = () => Promise.resolve({ revision: "42", at: new Date(0), hash: "9c8c" });
const isDatabaseUp = () => Promise.resolve(true);
const watch = { standing: () => [{ name: "change relay", forMs: 9500 }] };

async function linesOf(
  counters: ConsoleCounters,
  agents: Parameters<typeof createMetrics>[0]["agents"] = noAgents,
) {
  return (
    await createMetrics({ counters, agents, watch, findings, isDatabaseUp, auditHead }).metrics()
  ).split("\n");
}

test("how fast changes converge stands in Prometheus' classic buckets", async () => {
  const counters = new ConsoleCounters();
  for (const ms of [8, 40, 40, 900]) counters.convergence.record(ms);
  expect(await linesOf(counters)).toEqual(
    expect.arrayContaining([
      "# HELP meridian_convergence_seconds Seconds from a change's commit to its acknowledgement by an agent.",
      "# TYPE meridian_convergence_seconds histogram",
      'meridian_convergence_seconds_bucket{le="0.01"} 1',
      'meridian_convergence_seconds_bucket{le="0.05"} 3',
      'meridian_convergence_seconds_bucket{le="1"} 4',
      'meridian_convergence_seconds_bucket{le="+Inf"} 4',
      "meridian_convergence_seconds_sum 0.988",
      "meridian_convergence_seconds_count 4",
    ]),
  );
});

test("the audit log's head stands with its hash, and is left out while the database is away", async () => {
  expect(await linesOf(new ConsoleCounters())).toContain('meridian_audit_head{hash="9c8c"} 42');
  const away = () => Promise.reject(new Error("away"));
  const sources = {
    counters: new ConsoleCounters(),
    agents: noAgents,
    watch,
    findings,
    isDatabaseUp,
    auditHead: away,
  };
  expect(await createMetrics(sources).metrics()).not.toContain("meridian_audit_head{");
});

test("gateways that pick wrong are counted by origin", async () => {
  const fault = { gatewayId: "ag_g", targetId: "ag_n", expected: 0.9, observed: 0.5, requests: 2000 };
  const origin = { id: "rg_eu", windowMs: 30_000, picks: [], marks: [], faults: [fault] };
  const originsLive = () => [origin, { ...origin, id: "rg_us", faults: [] }];
  const nameOf = (id: string) => (id === "rg_eu" ? "eu-central" : id);
  const lines = await linesOf(new ConsoleCounters(), { ...noAgents, originsLive, nameOf });
  expect(lines).toContain('meridian_picker_faults{origin="rg_eu",region="eu-central"} 1');
  expect(lines).toContain('meridian_picker_faults{origin="rg_us",region="rg_us"} 0');
});

test("each agent is named with its region, so that an alert needs no look-up", async () => {
  const agent = { id: "ag_1", name: "eu-node-1", region: "eu-central", role: "inference" } as const;
  const agentsByName = () => [
    { ...agent, isLive: true },
    { ...agent, id: "ag_2", name: "eu-node-2", isLive: false },
  ];
  const lines = await linesOf(new ConsoleCounters(), { ...noAgents, agentsByName });
  const labels = (id: string, name: string) =>
    `{id="${id}",name="${name}",region="eu-central",role="inference"}`;
  expect(lines).toContain(`meridian_agent_live${labels("ag_1", "eu-node-1")} 1`);
  expect(lines).toContain(`meridian_agent_live${labels("ag_2", "eu-node-2")} 0`);
});

test("the open incident stands by its state", async () => {
  const counters = new ConsoleCounters();
  counters.incident = "observer";
  const lines = await linesOf(counters);
  expect(lines).toContain('meridian_incident{state="observer"} 1');
  expect(lines).toContain('meridian_incident{state="confirmed"} 0');
});

test("a scrape shows what was counted since the last one, and agents that are gone no more", async () => {
  const counters = new ConsoleCounters();
  const counts = [{ role: "gateway", presence: "live", count: 2 } as const];
  const registry = createMetrics({
    counters,
    watch,
    findings,
    isDatabaseUp,
    auditHead,
    agents: { ...noAgents, countByPresence: () => counts },
  });
  const first = await registry.metrics();
  expect(first).toContain('meridian_agents{role="gateway",presence="live"} 2\n');
  expect(first).toContain('meridian_findings{kind="noNode",about="cn-east"} 1\n');
  expect(first).toContain('meridian_findings{kind="away",about="gw-2"} 1\n');
  expect(first).toContain('meridian_loop_standing_seconds{loop="change relay"} 9.5\n');
  counts.length = 0;
  counters.framesReceived += 3;
  const second = await registry.metrics();
  expect(second).toContain("meridian_hub_frames_total 3\n");
  expect(second).not.toContain("meridian_agents{");
});

test("how long live figures took stands by what they are of", async () => {
  const counters = new ConsoleCounters();
  counters.liveMs.origins += 1500;
  const lines = await linesOf(counters);
  expect(lines).toContain('meridian_live_seconds_total{of="origins"} 1.5');
  expect(lines).toContain('meridian_live_seconds_total{of="agents"} 0');
});

test("findings keep their last values while the database is away, which a metric says", async () => {
  const database = { isUp: true };
  const asked = () => (database.isUp ? Promise.resolve(found) : Promise.reject(new Error("away")));
  const registry = createMetrics({
    ...{ counters: new ConsoleCounters(), agents: noAgents, watch, auditHead, findings: asked },
    isDatabaseUp: () => Promise.resolve(database.isUp),
  });
  const noNode = 'meridian_findings{kind="noNode",about="cn-east"} 1\n';
  const up = await registry.metrics();
  expect(up).toContain(noNode);
  expect(up).toContain("meridian_database_up 1\n");
  database.isUp = false;
  const away = await registry.metrics();
  expect(away).toContain(noNode);
  expect(away).toContain("meridian_database_up 0\n");
  database.isUp = true;
  found.shift();
  expect(await registry.metrics()).not.toContain(noNode);
});
