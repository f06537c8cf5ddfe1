import type { AskForKeysInput, ClientAccessView, GatewayAccessView } from "@meridian/contracts/api";
import { GatewayEffective } from "@meridian/contracts/wire";
import { type Db, inTransaction, nextRevision } from "@meridian/db";
import type { AgentLink } from "../agent-link.ts";
import { appendChange, findActorNames } from "../audit/index.ts";
import { loadClientAccess, saveClientAccess } from "../config/index.ts";
import type { ServiceContext, Verb } from "../context.ts";

type Agents = Pick<AgentLink, "keyDemandOf" | "presenceOf">;
type AccessContext = ServiceContext & { agents: Agents };

/** From now on gateways refuse requests without a valid API key. Asked for already, nothing is changed. */
export function askForKeys({ ctx, input }: Verb<AskForKeysInput, AccessContext>): Promise<ClientAccessView> {
  return turn(ctx, { asksForKeys: true, reason: input.reason });
}

/** From now on gateways ask for no API key; those that are sent are counted. */
export function openToAll({ ctx, input }: Verb<AskForKeysInput, AccessContext>): Promise<ClientAccessView> {
  return turn(ctx, { asksForKeys: false, reason: input.reason });
}

async function turn(
  ctx: AccessContext,
  { asksForKeys, reason }: { asksForKeys: boolean; reason: string },
): Promise<ClientAccessView> {
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const before = (await loadClientAccess(tx))?.asksForKeys ?? false;
    if (before === asksForKeys) return;
    const { type, id } = ctx.actor;
    await saveClientAccess(tx, { asksForKeys, reason, actor: { type, id }, since: ctx.now() });
    await appendChange(tx, ctx, {
      revision,
      kind: asksForKeys ? "client-access.keys-asked" : "client-access.opened",
      subject: { type: "client-access", id: "client-access" },
      before: { asksForKeys: before },
      after: { asksForKeys },
      reason,
    });
  });
  ctx.changes.wake();
  return getClientAccess(ctx);
}

/** Whether gateways are to ask for keys, and which of them do. */
export async function getClientAccess({
  db,
  agents,
}: Pick<AccessContext, "db" | "agents">): Promise<ClientAccessView> {
  const access = await loadClientAccess(db);
  const actor = access && { actorType: access.actor.type, actorId: access.actor.id };
  const names = await findActorNames(db, actor ? [actor] : []);
  return {
    asksForKeys: access?.asksForKeys ?? false,
    since: access?.since ?? null,
    byName: actor && names(actor),
    reason: access?.reason ?? null,
    gateways: await listGateways(db, agents),
  };
}

async function listGateways(db: Db, agents: Agents): Promise<GatewayAccessView[]> {
  const gateways = await db.agent.findMany({
    where: { role: "gateway", archivedAt: null },
    select: {
      ...{ id: true, name: true, region: { select: { name: true } } },
      observed: { select: { effective: true } },
    },
    orderBy: { name: "asc" },
  });
  return gateways.map(({ id, name, region, observed }) => {
    const { asksForKeys = null } = GatewayEffective.safeParse(observed?.effective).data ?? {};
    const { requests, withoutKey } = agents.keyDemandOf(id);
    return {
      ...{ id, name, region: region.name, asks: asksForKeys, requests },
      isConnected: agents.presenceOf(id) === "live",
      withoutKey: asksForKeys === null ? null : withoutKey,
    };
  });
}
