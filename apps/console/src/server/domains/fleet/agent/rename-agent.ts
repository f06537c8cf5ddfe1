import type { RenameAgentInput } from "@meridian/contracts/api";
import { inTransaction, nextRevision } from "@meridian/db";
import type { Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { assertAgentNameFree, getAgentOrThrow } from "./get-agent.ts";

/** Gives an agent another name; its id stays. Throws NOT_FOUND, and CONFLICT when the name is taken in its region. */
export async function renameAgent({ ctx, input }: Verb<RenameAgentInput>): Promise<void> {
  const { agentId, name } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const agent = await getAgentOrThrow(tx, agentId);
    await assertAgentNameFree(tx, { regionId: agent.regionId, name, exceptId: agentId });
    await tx.agent.update({ where: { id: agentId }, data: { name } });
    await appendChange(tx, ctx, {
      revision,
      kind: "agent.renamed",
      subject: { type: "agent", id: agentId },
      before: { name: agent.name },
      after: { name },
    });
  });
  ctx.changes.wake();
}
