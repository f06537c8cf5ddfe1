export { archiveAgent } from "./agent/archive-agent.ts";
export { createEnrolmentToken } from "./agent/create-enrolment-token.ts";
export {
  listCredentialHashes,
  revokeCredential,
  rotateCredential,
  verifyCredential,
} from "./agent/credential.ts";
export type { ConsoleAddress } from "./agent/address-rule.ts";
export { enrolAgent } from "./agent/enrol-agent.ts";
export { getAgentOrThrow } from "./agent/get-agent.ts";
export { listAgentEntries } from "./agent/list-agent-entries.ts";
export { listEnrolmentTokens } from "./agent/list-enrolment-tokens.ts";
export { acceptAddress } from "./agent/move-agent.ts";
export { recordHello } from "./agent/record-hello.ts";
export { renameAgent } from "./agent/rename-agent.ts";
export { revokeEnrolmentToken } from "./agent/revoke-enrolment-token.ts";
export { issueCertificate, type IssuingContext } from "./certificate/issue-certificate.ts";
export { certificateMsDefault } from "./certificate/sign-certificate.ts";
export { startGatewayListLoop } from "./gateway/gateway-list.ts";
export { listRoster, recordPresence, type RecordPresenceInput, type RosterRow } from "./node/presence.ts";
export { type AckInput, recordAcks } from "./node/record-acks.ts";
export { recordProven } from "./node/record-proven.ts";
export { type ObservedInput, recordObserved } from "./node/record-observed.ts";
export { getAgentPerformance } from "./performance/get-agent-performance.ts";
export { getRegionPerformance } from "./performance/get-region-performance.ts";
export { archiveRegion } from "./region/archive-region.ts";
export { createRegion } from "./region/create-region.ts";
export {
  findRegionByName,
  getRegionByNameOrThrow,
  getRegionOrThrow,
  listRegionEntries,
  listRegions,
} from "./region/find-regions.ts";
export { updateRegion } from "./region/update-region.ts";
export { getFleetOverview } from "./views/get-fleet-overview.ts";
