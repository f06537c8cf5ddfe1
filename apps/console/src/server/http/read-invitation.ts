import "server-only";
import { isAppError } from "@meridian/contracts/errors";
import type { UserRole } from "@meridian/contracts/fleet";
import { findInvitation } from "../domains/people/index.ts";
import { getShared } from "../boot/shared.ts";

/** Why an invitation cannot be accepted. */
export type InvitationProblem = "used" | "revoked" | "expired" | "unknown";
export type FoundInvitation =
  { email: string; role: UserRole; expiresAt: Date; problem?: never } | { problem: InvitationProblem };

/** Whom the invitation behind a link is for, or why it cannot be accepted. */
export async function readInvitation(token: string): Promise<FoundInvitation> {
  try {
    const { db, now } = getShared();
    return await findInvitation(db, token, now());
  } catch (error) {
    if (!isAppError(error)) throw error;
    const rule = error.details?.["rule"];
    return { problem: rule === "used" || rule === "revoked" || rule === "expired" ? rule : "unknown" };
  }
}
