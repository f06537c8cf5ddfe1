"use client";

import type { AuditChange } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useWords } from "./change-words.ts";

type Actor = AuditChange["actor"];

/** Who it was; of a script's token or an agent also that it is no person. */
export function ActorName({ actor }: { actor: Actor }) {
  const actorName = useActorName();
  const t = useTranslations("audit.actorType");
  const { type } = actor;
  const isNamed = (type === "token" || type === "agent") && !isEnrolment(actor);
  return (
    <>
      {actorName(actor)}
      {isNamed && <span className="ml-2 text-xs text-muted">{t(type)}</span>}
    </>
  );
}

/** People and tokens by name; in words what acts by itself. */
export function useActorName(): (actor: Actor) => string {
  const words = useWords();
  return (actor) => {
    if (isEnrolment(actor)) return words("system.enrolment-token", actor.id);
    return actor.type === "system" ? words(`system.${actor.id}`, actor.name) : actor.name;
  };
}

/** An agent enrols by its token: before that it is nobody. */
function isEnrolment({ type, id }: Actor): boolean {
  return type === "token" && id.startsWith("et_");
}
