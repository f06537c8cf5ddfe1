import { z } from "zod";
import { AgentName, AgentRole, Presence, Reason, RegionName, TargetState, Weight } from "../fleet.ts";
import { AgentView } from "./fleet-view.ts";

const place = {
  name: RegionName,
  /** What people call it. */
  label: z.string().trim().min(1, "expected a label").max(60),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
};

export const CreateRegionInput = z.object(place);
export type CreateRegionInput = z.infer<typeof CreateRegionInput>;

/** What is left out stays as it is. */
export const UpdateRegionInput = CreateRegionInput.partial()
  .extend({ regionId: z.string() })
  .refine((input) => Object.keys(input).length > 1, "expected something to change");
export type UpdateRegionInput = z.infer<typeof UpdateRegionInput>;

export const ArchiveRegionInput = z.object({ regionId: z.string(), reason: Reason });
export type ArchiveRegionInput = z.infer<typeof ArchiveRegionInput>;

/** The rule that keeps a region from being archived, with what stands in its way. */
export const RegionArchiveBlock = z.discriminatedUnion("rule", [
  z.object({ rule: z.literal("region-without-agents"), agents: z.number().int() }),
  z.object({ rule: z.literal("region-not-only-target"), origins: z.array(z.string()) }),
]);
export type RegionArchiveBlock = z.infer<typeof RegionArchiveBlock>;

export const RegionEntry = CreateRegionInput.extend({
  id: z.string(),
  createdAt: z.date(),
  nodes: z.number().int(),
  gateways: z.number().int(),
  /** Null: it can be archived now. */
  archiveBlock: RegionArchiveBlock.nullable(),
});
export type RegionEntry = z.infer<typeof RegionEntry>;

/**
 * `node-without-traffic`: a node that takes traffic is drained or cordoned first. `gateway-stopped`: a gateway that
 * runs would go on by a table that nobody renews.
 */
export const AgentArchiveRule = z.enum(["node-without-traffic", "gateway-stopped"]);
export type AgentArchiveRule = z.infer<typeof AgentArchiveRule>;

export const AgentEntry = AgentView.extend({
  regionName: z.string(),
  presence: Presence,
  credential: z.object({ issuedAt: z.date(), revokedAt: z.date().nullable() }),
  /** The token that it was enrolled by. */
  enrolmentTokenId: z.string().nullable(),
  /** The rule that keeps it from being archived now; null: it can be. */
  archiveBlock: AgentArchiveRule.nullable(),
});
export type AgentEntry = z.infer<typeof AgentEntry>;

export const RenameAgentInput = z.object({ agentId: z.string(), name: AgentName });
export type RenameAgentInput = z.infer<typeof RenameAgentInput>;

/** For what takes something from an agent: its credential, its place. */
export const AgentActionInput = z.object({ agentId: z.string(), reason: Reason });
export type AgentActionInput = z.infer<typeof AgentActionInput>;

const dayMs = 86_400_000;

export const CreateEnrolmentTokenInput = z.object({
  regionId: z.string(),
  role: AgentRole,
  name: AgentName.optional(),
  state: TargetState.exclude(["drain"]).default("standby"),
  weight: Weight.default(100),
  expiresInMs: z
    .number()
    .int()
    .min(1000)
    .max(30 * dayMs)
    .default(3_600_000),
});
export type CreateEnrolmentTokenInput = z.infer<typeof CreateEnrolmentTokenInput>;

export const EnrolmentTokenCreated = z.object({
  id: z.string(),
  /** Told this once. */
  token: z.string(),
  expiresAt: z.date(),
  /** Starts the agent from a checkout on the console's machine. */
  command: z.string(),
});
export type EnrolmentTokenCreated = z.infer<typeof EnrolmentTokenCreated>;

/** One that can still be used. */
export const EnrolmentTokenView = z.object({
  id: z.string(),
  regionId: z.string(),
  regionName: z.string(),
  role: AgentRole,
  name: z.string().nullable(),
  state: TargetState,
  weight: Weight,
  createdByName: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
});
export type EnrolmentTokenView = z.infer<typeof EnrolmentTokenView>;

export const RevokeEnrolmentTokenInput = z.object({ tokenId: z.string() });
export type RevokeEnrolmentTokenInput = z.infer<typeof RevokeEnrolmentTokenInput>;
