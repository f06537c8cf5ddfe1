import type { ApiTokenView } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import { findActorNames } from "../../audit/index.ts";

/** All tokens, revoked ones included, newest first. */
export async function listTokens(db: Db): Promise<ApiTokenView[]> {
  const tokens = await db.apiToken.findMany({
    omit: { tokenHash: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  // A token may have been made by a person or by another token.
  const nameOf = await findActorNames(
    db,
    tokens.flatMap(({ createdBy }) =>
      ["user", "token"].map((actorType) => ({ actorType, actorId: createdBy })),
    ),
  );
  return tokens.map(({ createdBy, ...token }) => ({
    ...token,
    createdByName: nameOf({ actorType: "user", actorId: createdBy }),
  }));
}
