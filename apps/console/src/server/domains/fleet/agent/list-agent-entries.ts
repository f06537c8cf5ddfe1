import type { AgentEntry } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import type { AgentLink } from "../../agent-link.ts";
import { getFleetOverview } from "../views/get-fleet-overview.ts";
import { archiveRuleAgainst } from "./archive-agent.ts";

/** All agents by region, with the state of their credentials and whether they can be archived. */
export async function listAgentEntries(db: Db, agents: Pick<AgentLink, "presenceOf">): Promise<AgentEntry[]> {
  const [{ regions }, credentials] = await Promise.all([
    getFleetOverview({ db, agents }),
    findCredentials(db),
  ]);
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
