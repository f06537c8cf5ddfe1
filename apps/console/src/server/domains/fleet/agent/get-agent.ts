import { AppError } from "@meridian/contracts/errors";
import type { Agent, Tx } from "@meridian/db";

/** Throws NOT_FOUND for an agent that is unknown or archived. */
export async function getAgentOrThrow(db: Pick<Tx, "agent">, agentId: string): Promise<Agent> {
  const agent = await db.agent.findUnique({ where: { id: agentId } });
  if (agent && !agent.archivedAt) return agent;
  throw new AppError("NOT_FOUND", "There is no such agent.", { details: { agentId } });
}

/** Throws CONFLICT when another agent of the region has the name. */
export async function assertAgentNameFree(
  db: Pick<Tx, "agent">,
  { regionId, name, exceptId }: { regionId: string; name: string; exceptId?: string },
): Promise<void> {
  const holder = await db.agent.findFirst({
    where: { regionId, name, archivedAt: null },
    select: { id: true },
  });
  if (!holder || holder.id === exceptId) return;
  const details = { rule: "name-free", name };
  throw new AppError("CONFLICT", `The name ${name} is taken in this region.`, { details });
}
