import type { CreateEnrolmentTokenInput } from "@meridian/contracts/api";
import type { AgentRole } from "@meridian/contracts/fleet";
import type { EnrolInput, EnrolResult } from "@meridian/contracts/wire";
import type { ServiceContext } from "../domains/context.ts";
import {
  createEnrolmentToken,
  createRegion,
  enrolAgent,
  getRegionByNameOrThrow,
} from "../domains/fleet/index.ts";

/** Where a console of tests says that it and its database listen. */
export const consoleAt = {
  ...{ port: 3000, baseUrl: "http://console.test" },
  databaseUrl: "postgresql://meridian@127.0.0.1:42939/meridian",
};

export function addRegion(ctx: ServiceContext, name: string) {
  return createRegion({ ctx, input: { name, label: name, latitude: 31.23, longitude: 121.47 } });
}

type NewAgent = {
  region: string;
  role: AgentRole;
  name: string;
  state?: CreateEnrolmentTokenInput["state"];
  /** One that no other agent has, unless given. */
  port?: number;
  capabilities?: EnrolInput["capabilities"];
};

let lastPort = 3999;
const urls = new Map<string, string>();

/** Where an agent of `addAgent` is reached. */
export function urlOf(agentId: string): string {
  const url = urls.get(agentId);
  if (url === undefined) throw new Error(`no agent ${agentId} was added here`);
  return url;
}

/** Enrols an agent as it would be in life: by a token and its exchange. */
export async function addAgent(ctx: ServiceContext, agent: NewAgent): Promise<EnrolResult> {
  const { region, role, name, state = "active", port = ++lastPort, capabilities } = agent;
  const { id: regionId } = await getRegionByNameOrThrow(ctx.db, region);
  const { token } = await createEnrolmentToken({
    ctx: { ...ctx, baseUrl: "http://console.test" },
    input: { regionId, role, name, state, weight: 100, expiresInMs: 60_000 },
  });
  const advertisedUrl = `http://127.0.0.1:${port}`;
  const enrolled = await enrolAgent({
    ctx: { ...ctx, consoleAt },
    input: { token, role, advertisedUrl, agentVersion: "0.1.0", capabilities },
  });
  urls.set(enrolled.agentId, advertisedUrl);
  return enrolled;
}
