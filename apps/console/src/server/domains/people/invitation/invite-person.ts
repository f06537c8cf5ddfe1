import type { InvitationCreated, InviteInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { newId } from "@meridian/contracts/ids";
import { inTransaction, nextRevision, type Tx } from "@meridian/db";
import type { ServiceContext, Verb } from "../../context.ts";
import { hashSecret, newSecret } from "../../secret-hash.ts";
import { appendChange } from "../../audit/index.ts";
import { getRegionOrThrow } from "../../fleet/index.ts";
import { openAt } from "./open-invitation.ts";

const validMs = 72 * 3_600_000;

/** A verb's context, and the URL by which people reach the console. */
type InviteContext = ServiceContext & { baseUrl: string };

/**
 * Invites a person by a link, told once: whoever opens it becomes a user of that role. Throws CONFLICT when the e-mail
 * has a user or an open invitation, NOT_FOUND for an unknown region.
 */
export async function invitePerson({
  ctx,
  input,
}: Verb<InviteInput, InviteContext>): Promise<InvitationCreated> {
  const token = newSecret("miv");
  const { email, role, regionIds } = input;
  const createdAt = ctx.now();
  const expiresAt = new Date(createdAt.getTime() + validMs);
  const id = newId("iv");
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await assertNotYetInvited(tx, email, createdAt);
    for (const regionId of regionIds) await getRegionOrThrow(tx, regionId);
    const given = { email, role, regionIds, expiresAt };
    await tx.invitation.create({
      data: { id, ...given, tokenHash: hashSecret(token), createdBy: ctx.actor.id, createdAt },
    });
    await appendChange(tx, ctx, {
      revision,
      kind: "invitation.created",
      subject: { type: "invitation", id },
      after: given,
    });
  });
  ctx.changes.wake();
  return { id, link: `${ctx.baseUrl}/invite/${token}`, expiresAt };
}

async function assertNotYetInvited(tx: Tx, email: string, now: Date): Promise<void> {
  if (await tx.user.findUnique({ where: { email }, select: { id: true } })) {
    throw new AppError("CONFLICT", `${email} has an account already.`, { details: { rule: "email-taken" } });
  }
  if (await tx.invitation.findFirst({ where: { email, ...openAt(now) }, select: { id: true } })) {
    throw new AppError("CONFLICT", `${email} is invited already.`, { details: { rule: "already-invited" } });
  }
}
