import { AppError } from "@meridian/contracts/errors";
import type { Db, Invitation } from "@meridian/db";
import { hashSecret } from "../../secret-hash.ts";

/** Condition for invitations that can still be accepted. */
export function openAt(now: Date) {
  return { acceptedAt: null, revokedAt: null, expiresAt: { gt: now } };
}

/** Throws NOT_FOUND for an unknown token; REFUSED_BY_RULE says why one can no longer be accepted. */
export async function getOpenInvitationOrThrow(
  db: Pick<Db, "invitation">,
  token: string,
  now: Date,
): Promise<Invitation> {
  const invitation = await db.invitation.findUnique({ where: { tokenHash: hashSecret(token) } });
  if (!invitation) throw new AppError("NOT_FOUND", "This invitation is unknown.");
  const refuse = (rule: string, message: string): never => {
    throw new AppError("REFUSED_BY_RULE", message, { details: { rule } });
  };
  if (invitation.acceptedAt) refuse("used", "This invitation was already accepted.");
  if (invitation.revokedAt) refuse("revoked", "This invitation was withdrawn.");
  if (invitation.expiresAt <= now) {
    refuse("expired", `This invitation expired at ${invitation.expiresAt.toISOString()}.`);
  }
  return invitation;
}
