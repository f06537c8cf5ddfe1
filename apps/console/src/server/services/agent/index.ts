export {
  createEnrolmentToken,
  CreateEnrolmentTokenInput,
  type EnrolmentTokenCreated,
} from "./create-enrolment-token.ts";
export { enrolAgent } from "./enrol-agent.ts";
export { verifyCredential } from "./verify-credential.ts";
export { revokeCredential, rotateCredential } from "./revoke-credential.ts";
export { recordHello } from "./record-hello.ts";
export { listRoster, type RosterRow } from "./list-roster.ts";
export { hashSecret, newSecret, nodeBearer } from "./secrets.ts";
