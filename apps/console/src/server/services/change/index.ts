export { appendChange, hashOfChange, hashedForm, type ChangeEntry } from "./append-change.ts";
export { findActorNames, type ActorRef } from "./find-actor-names.ts";
export { listChangesAfter, getPosition, type ChangeHead } from "./list-changes.ts";
