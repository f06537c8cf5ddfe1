export { appendChange, hashOfChange, type ChangeEntry } from "./append-change.ts";
export { listChangesAfter, getPosition, type ChangeHead } from "./list-changes.ts";
