export { listChanges, getChange } from "./list-changes.ts";
export { listFacets } from "./list-facets.ts";
export { verifyAudit } from "./verify-audit.ts";
export { exportChanges, exportFormats, type ExportFormat } from "./export-changes.ts";
