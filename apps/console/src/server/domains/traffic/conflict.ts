import { AppError } from "@meridian/contracts/errors";
import { mayRestOn } from "@meridian/contracts/ids";
import type { Tx } from "@meridian/db";
import { findActorNames } from "../audit/index.ts";
import { revisionOf, type PolicyRef } from "./route-policy.ts";

/** Throws CONFLICT, naming the change that came first, when a policy is no longer at `baseRevision`. */
export async function assertUnchangedSince(tx: Tx, subject: PolicyRef, baseRevision: string): Promise<void> {
  const revision = await revisionOf(tx, subject);
  if (!mayRestOn(baseRevision, revision)) throw await conflictWith(tx, revision);
}

/** CONFLICT that names the change of `revision`: who made it, when, and of which kind. */
export async function conflictWith(tx: Tx, revision: bigint): Promise<AppError> {
  const change = await tx.change.findUnique({ where: { revision } });
  const details = { revision: String(revision) };
  if (!change) return new AppError("CONFLICT", "This was changed meanwhile.", { details });
  const by = (await findActorNames(tx, [change]))(change);
  const { at, kind } = change;
  return new AppError("CONFLICT", `${by} changed this meanwhile.`, {
    details: { ...details, by, at: at.toISOString(), kind },
  });
}
