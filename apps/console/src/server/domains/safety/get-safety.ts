import type { SafetyView } from "@meridian/contracts/api";
import type { Verb } from "../context.ts";
import { findActorNames } from "../audit/index.ts";
import { isExpired, loadSafety, safetyRevision } from "./state.ts";

/** The rules, and who froze changes or turned break-glass on. */
export async function getSafety({ ctx }: Pick<Verb<never>, "ctx">): Promise<SafetyView> {
  const { rules, freeze, breakGlass } = await loadSafety(ctx.db);
  const open = breakGlass && !isExpired(breakGlass, ctx.now()) ? breakGlass : null;
  const refs = [freeze, open].flatMap((one) =>
    one ? [{ actorType: one.actor.type, actorId: one.actor.id }] : [],
  );
  const names = await findActorNames(ctx.db, refs);
  const by = ({ actor: { type, id }, reason, since }: NonNullable<typeof freeze>) => ({
    byName: names({ actorType: type, actorId: id }),
    reason,
    since,
  });
  return {
    revision: String(await safetyRevision(ctx.db)),
    rules,
    freeze: freeze && by(freeze),
    breakGlass: open && { ...by(open), expiresAt: open.expiresAt, isOwn: open.actor.id === ctx.actor.id },
  };
}
