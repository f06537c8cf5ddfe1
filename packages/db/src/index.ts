export { canRewriteHistory, ensureAppRole, urlAs } from "./app-role.ts";
export { createDatabase, type Db, type Tx } from "./client.ts";
export { connectionProblem, DatabaseError, type DatabaseErrorCode, isDatabaseAway } from "./errors.ts";
export { migrate } from "./migrate.ts";
export { dropPartitionsBefore, ensurePartitions, type PartitionedTable } from "./partitions.ts";
export { findSchemaProblem, type SchemaProblem } from "./schema-problem.ts";
export { seedStandard } from "./seed/seed-standard.ts";
export { serverAddress } from "./server-address.ts";
export { inTransaction, lockRevision, nextRevision } from "./transaction.ts";
export { Prisma } from "./generated/client.ts";
export type {
  Account,
  Agent,
  AgentObserved,
  AgentSnapshot,
  ApiKey,
  ApiToken,
  Change,
  EnrolmentToken,
  FleetEvent,
  Incident,
  Invitation,
  Lease,
  ModelAssignment,
  ModelVersion,
  Region,
  Rollout,
  Session,
  Setting,
  SystemState,
  TelemetryAgent60s,
  TelemetryRegion10s,
  TelemetryRegion5m,
  TrafficPolicy,
  TrafficMember,
  User,
} from "./generated/client.ts";
