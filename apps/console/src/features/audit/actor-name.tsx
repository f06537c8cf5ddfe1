import type { AuditChange } from "@meridian/contracts";
import { useWords } from "./change-words.ts";

/** Who it was: people by name, parts of the console in words, with what they are beside it. */
export function ActorName({ actor }: { actor: AuditChange["actor"] }) {
  const name = useActorName();
  const words = useWords();
  return (
    <>
      {name(actor)}
      {actor.type !== "user" && (
        <span className="ml-2 text-xs text-muted">{words(`actorType.${actor.type}`, actor.type)}</span>
      )}
    </>
  );
}

export function useActorName(): (actor: AuditChange["actor"]) => string {
  const words = useWords();
  return ({ type, id, name }) => (type === "system" ? words(`system.${id}`, name) : name);
}
