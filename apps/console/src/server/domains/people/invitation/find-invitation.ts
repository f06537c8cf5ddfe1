import type { InvitationView } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import { findActorNames } from "../../audit/index.ts";
import { getOpenInvitationOrThrow, openAt } from "./open-invitation.ts";

/** Invitations that can still be accepted, the newest first. */
export async function listInvitations(db: Db, now: Date): Promise<InvitationView[]> {
  const invitations = await db.invitation.findMany({
    where: openAt(now),
    omit: { tokenHash: true, acceptedAt: true, revokedAt: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  const makers = invitations.flatMap(({ createdBy }) => [
    { actorType: "user", actorId: createdBy },
    { actorType: "token", actorId: createdBy },
  ]);
  const nameOf = await findActorNames(db, makers);
  return invitations.map(({ createdBy, ...invitation }) => ({
    ...invitation,
    createdByName: nameOf({ actorType: "user", actorId: createdBy }),
  }));
}

/** Whom an open invitation is for. Throws as accepting it would. */
export async function findInvitation(db: Db, token: string, now: Date) {
  const { email, role, expiresAt } = await getOpenInvitationOrThrow(db, token, now);
  return { email, role, expiresAt };
}
