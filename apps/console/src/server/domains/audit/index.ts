export {
  appendChange,
  assertNotCarriedOut,
  type ChangeEntry,
  hashedForm,
  hashOfChange,
} from "./append-change.ts";
export { type AuditHead, getAuditHead, startAuditHeadLoop } from "./audit-head.ts";
export { exportChanges, type ExportFormat, exportFormats } from "./export-changes.ts";
export { type ActorRef, findActorNames } from "./find-names.ts";
export { getChange, listChanges } from "./list-changes.ts";
export { listEventsAfter } from "./list-events-after.ts";
export { listFacets } from "./list-facets.ts";
export { findNewestRevisions } from "./newest-revisions.ts";
export { type EventInput, type EventKind, listEvents, recordEvent } from "./record-event.ts";
export { verifyAudit } from "./verify-audit.ts";
export { type ChangeHead, getPosition, listChangesAfter } from "./walk-changes.ts";
