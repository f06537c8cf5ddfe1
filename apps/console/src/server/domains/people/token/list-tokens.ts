import type { ApiTokenView } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import { findActorNames } from "../../audit/index.ts";
import { effectiveRoleOf, findOwners } from "./token-owner.ts";

/** All tokens, revoked ones included, newest first. */
export async function listTokens(db: Db): Promise<ApiTokenView[]> {
  const tokens = await db.apiToken.findMany({
    omit: { tokenHash: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  const owners = await findOwners(
    db,
    tokens.map(({ ownerId }) => ownerId),
  );
  // An older token may have been made by another token.
  const nameOf = await findActorNames(
    db,
    tokens.flatMap(({ createdBy }) =>
      ["user", "token"].map((actorType) => ({ actorType, actorId: createdBy })),
    ),
  );
  return tokens.map(({ createdBy, ...token }) => ({
    ...token,
    effectiveRole: effectiveRoleOf(token, owners.get(token.ownerId)),
    ownerName: owners.get(token.ownerId)?.name ?? token.ownerId,
    createdByName: nameOf({ actorType: "user", actorId: createdBy }),
  }));
}
