export { getOverview } from "./get-overview.ts";
export { listFindings } from "./list-findings.ts";
