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

export function addRegion(ctx: ServiceContext, name: string) {
  return createRegion({ ctx, input: { name, label: name, latitude: 31.23, longitude: 121.47 } });
}

type NewAgent = {
  region: string;
  role: AgentRole;
  name: string;
  state?: CreateEnrolmentTokenInput["state"];
  port?: number;
  capabilities?: EnrolInput["capabilities"];
};

/** Enrols an agent as it would be in life: by a token and its exchange. */
export async function addAgent(ctx: ServiceContext, agent: NewAgent): Promise<EnrolResult> {
  const { region, role, name, state = "active", port = 4000, capabilities } = agent;
  const { id: regionId } = await getRegionByNameOrThrow(ctx.db, region);
  const { token } = await createEnrolmentToken({
    ctx: { ...ctx, baseUrl: "http://console.test" },
    input: { regionId, role, name, state, weight: 100, expiresInMs: 60_000 },
  });
  const advertisedUrl = `http://127.0.0.1:${port}`;
  const consoleAt = { port: 3000, baseUrl: "http://console.test" };
  return enrolAgent({
    ctx: { ...ctx, consoleAt },
    input: { token, role, advertisedUrl, agentVersion: "0.1.0", capabilities },
  });
}
