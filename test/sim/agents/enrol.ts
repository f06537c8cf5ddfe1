import { fetchText } from "@meridian/contracts/wait";
import { EnrolResult, ownBearers } from "@meridian/contracts/wire";
import type { AgentRole } from "@meridian/contracts/fleet";
import type { ConsoleClient } from "../../harness/console-client.ts";
import type { SimIdentity } from "./sim-agent.ts";

export type FleetPlan = { regions: string[]; nodes: number; gateways: number };

const atOnce = 4;
const answerMs = 60_000;
/** Nobody listens there: simulated agents serve nobody. */
const portsFrom = 20_000;

type Planned = { name: string; role: AgentRole; regionId: string; url: string };

/** Adds the regions that are missing and enrols the agents, spread evenly over them. Needs an administrator who is signed in: tokens make no tokens. */
export async function enrolFleet(client: ConsoleClient, plan: FleetPlan): Promise<SimIdentity[]> {
  const regionIds = await ensureRegions(client, plan.regions);
  const agents = (role: AgentRole, count: number, from: number) =>
    Array.from({ length: count }, (_, index): Planned => {
      const place = index % regionIds.length;
      const name = `sim-${plan.regions[place] ?? ""}-${role === "gateway" ? "gateway" : "node"}-${index + 1}`;
      return {
        name,
        role,
        regionId: regionIds[place] ?? "",
        url: `http://127.0.0.1:${portsFrom + from + index}`,
      };
    });
  const waiting = [...agents("inference", plan.nodes, 0), ...agents("gateway", plan.gateways, plan.nodes)];
  const identities: SimIdentity[] = [];
  const enrolNext = async () => {
    for (let agent = waiting.shift(); agent; agent = waiting.shift())
      identities.push(await enrol(client, agent));
  };
  await Promise.all(Array.from({ length: atOnce }, enrolNext));
  return identities;
}

async function ensureRegions(client: ConsoleClient, names: readonly string[]): Promise<string[]> {
  const known = (await client.query("region.list")) as { id: string; name: string }[];
  const ids: string[] = [];
  for (const [index, name] of names.entries()) {
    const place = { name, label: name, latitude: 10, longitude: index % 180 };
    const region =
      known.find((one) => one.name === name) ??
      ((await client.mutate("region.create", place)) as { id: string });
    ids.push(region.id);
  }
  return ids;
}

async function enrol(client: ConsoleClient, { name, role, regionId, url }: Planned): Promise<SimIdentity> {
  const wanted = { regionId, role, name, state: "active", weight: 100 };
  const { token } = (await client.mutate("agent.createToken", wanted)) as { token: string };
  const headers = { "content-type": "application/json" };
  const about = { agentVersion: "simulated", capabilities: [ownBearers] };
  const body = JSON.stringify({ token, role, advertisedUrl: url, ...about });
  const answer = await fetchText(
    `${client.url}/api/agents/enrol`,
    { method: "POST", headers, body },
    { ms: answerMs },
  );
  if (!answer.ok) throw new Error(`${name}: enrolment answered ${answer.status}: ${answer.text}`);
  const { agentId, credential } = EnrolResult.parse(JSON.parse(answer.text));
  return { agentId, credential, role, url };
}
