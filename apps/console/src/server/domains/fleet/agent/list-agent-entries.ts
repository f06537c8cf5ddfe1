import type { AgentEntry } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import { getFleetOverview } from "../views/get-fleet-overview.ts";
import { archiveRuleAgainst } from "./archive-agent.ts";

/** All agents by region, with the state of their credentials and whether they can be archived. */
export async function listAgentEntries(ctx: Parameters<typeof getFleetOverview>[0]): Promise<AgentEntry[]> {
  const [{ regions }, credentials] = await Promise.all([getFleetOverview(ctx), findCredentials(ctx.db)]);
  const credentialById = new Map(credentials.map((credential) => [credential.id, credential]));
  return regions.flatMap((region) =>
    region.agents.flatMap((agent): AgentEntry[] => {
      const held = credentialById.get(agent.id);
      if (!held) return [];
      return [
        {
          ...agent,
          regionName: region.name,
          credential: { issuedAt: held.credentialIssuedAt, revokedAt: held.credentialRevokedAt },
          enrolmentTokenId: held.enrolmentToken?.id ?? null,
          archiveBlock: archiveRuleAgainst(agent),
        },
      ];
    }),
  );
}

function findCredentials(db: Db) {
  return db.agent.findMany({
    where: { archivedAt: null },
    select: {
      id: true,
      credentialIssuedAt: true,
      credentialRevokedAt: true,
      enrolmentToken: { select: { id: true } },
    },
  });
}
