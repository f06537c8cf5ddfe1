import { ApiKeyView } from "@meridian/contracts/api";
import type { ApiKey, Db } from "@meridian/db";
import type { AgentLink } from "../../agent-link.ts";
import { findActorNames } from "../../audit/index.ts";

type Asked = { db: Db; agents: Pick<AgentLink, "keyUseOf">; now: () => Date };

/** All API keys, those that have ended included, newest first. */
export async function listApiKeys({ db, agents, now }: Asked): Promise<ApiKeyView[]> {
  const keys = await db.apiKey.findMany({ orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
  const nameOf = await findActorNames(
    db,
    keys.flatMap(({ createdBy }) =>
      ["user", "token"].map((actorType) => ({ actorType, actorId: createdBy })),
    ),
  );
  return keys.map(({ keyHash: _hash, createdBy, ...key }) =>
    ApiKeyView.parse({
      ...key,
      state: stateOf(key, now()),
      createdByName: nameOf({ actorType: "user", actorId: createdBy }),
      lastHour: agents.keyUseOf(key.id),
    }),
  );
}

function stateOf({ revokedAt, expiresAt }: Pick<ApiKey, "revokedAt" | "expiresAt">, now: Date) {
  if (revokedAt) return "revoked";
  return expiresAt && expiresAt <= now ? "expired" : "active";
}
