import type { EnrolmentTokenView } from "@meridian/contracts/api";
import type { Verb } from "../../context.ts";
import { type ActorRef, findActorNames } from "../../audit/index.ts";

/** Tokens that can still be used, the newest first. */
export async function listEnrolmentTokens({ ctx }: Pick<Verb<never>, "ctx">): Promise<EnrolmentTokenView[]> {
  const tokens = await ctx.db.enrolmentToken.findMany({
    where: { usedAt: null, revokedAt: null, expiresAt: { gt: ctx.now() } },
    orderBy: { createdAt: "desc" },
    include: { region: { select: { name: true } } },
  });
  const makers = tokens.flatMap(({ createdBy }) => makersOf(createdBy));
  const nameOf = await findActorNames(ctx.db, makers);
  return tokens.map(({ id, regionId, region, role, createdAt, expiresAt, ...token }) => ({
    ...{ id, regionId, role, createdAt, expiresAt },
    regionName: region.name,
    name: token.agentName,
    state: token.initialState,
    weight: token.initialWeight,
    createdByName: nameOf({ actorType: "user", actorId: token.createdBy }),
  }));
}

/** A user or an API token: the row holds only the id. */
function makersOf(actorId: string): ActorRef[] {
  return ["user", "token"].map((actorType) => ({ actorType, actorId }));
}
