export { archiveAgent } from "./agent/archive-agent.ts";
export { createEnrolmentToken } from "./agent/create-enrolment-token.ts";
export { enrolAgent } from "./agent/enrol-agent.ts";
export { getAgentOrThrow } from "./agent/get-agent.ts";
export { listAgentEntries } from "./agent/list-agent-entries.ts";
export { listEnrolmentTokens } from "./agent/list-enrolment-tokens.ts";
export { listRoster, type RosterRow } from "./agent/list-roster.ts";
export { recordHello } from "./agent/record-hello.ts";
export { renameAgent } from "./agent/rename-agent.ts";
export { revokeCredential, rotateCredential } from "./agent/revoke-credential.ts";
export { revokeEnrolmentToken } from "./agent/revoke-enrolment-token.ts";
export { nodeBearer } from "./agent/node-bearer.ts";
export { verifyCredential } from "./agent/verify-credential.ts";
export { type AckInput, recordAcks } from "./node/record-acks.ts";
export { type ObservedInput, recordObserved } from "./node/record-observed.ts";
export { recordPresence, type RecordPresenceInput } from "./node/record-presence.ts";
export { getAgentPerformance } from "./performance/get-agent-performance.ts";
export { getRegionPerformance } from "./performance/get-region-performance.ts";
export { archiveRegion } from "./region/archive-region.ts";
export { createRegion } from "./region/create-region.ts";
export { listRegionEntries } from "./region/list-region-entries.ts";
export {
  findRegionByName,
  getRegionByNameOrThrow,
  getRegionOrThrow,
  listRegions,
} from "./region/find-regions.ts";
export { updateRegion } from "./region/update-region.ts";
export { getFleetOverview } from "./views/get-fleet-overview.ts";
