import { z } from "zod";
import {
  AgentName,
  AgentRole,
  AgentUrl,
  Presence,
  Reason,
  RegionName,
  MemberState,
  Weight,
} from "../fleet.ts";
import { AnyId, plainText } from "../text.ts";
import { AgentView } from "./fleet-view.ts";

const location = {
  name: RegionName,
  label: plainText({ what: "a label", max: 60 }).describe("Name for people, e.g. Frankfurt."),
  latitude: z.number().min(-90).max(90).describe("Degrees north, -90 to 90."),
  longitude: z.number().min(-180).max(180).describe("Degrees east, -180 to 180."),
};

const Network = z
  .union([z.cidrv4(), z.cidrv6()], "expected a network such as 10.42.0.0/16")
  .describe("A network in CIDR notation.");
const agentNetworks = z
  .array(Network)
  .max(32)
  .describe(
    "Networks in which the region's agents may change their address by themselves, such as 10.42.0.0/16, and outside of which none enrols; empty: only on the host that an agent enrolled with.",
  );

export const CreateRegionInput = z.object({ ...location, agentNetworks: agentNetworks.optional() });
export type CreateRegionInput = z.infer<typeof CreateRegionInput>;

/** A field that is left out stays as it is. */
export const UpdateRegionInput = CreateRegionInput.partial()
  .extend({ regionId: AnyId.describe("Region to change.") })
  .refine((input) => Object.keys(input).length > 1, "expected something to change")
  .meta({ minProperties: 2 });
export type UpdateRegionInput = z.infer<typeof UpdateRegionInput>;

export const ArchiveRegionInput = z.object({
  regionId: AnyId.describe("Region to archive."),
  reason: Reason,
});
export type ArchiveRegionInput = z.infer<typeof ArchiveRegionInput>;

/** The rule that forbids archiving a region now, with the reason. */
export const RegionArchiveBlock = z.discriminatedUnion("rule", [
  z.object({
    rule: z.literal("region-without-agents").describe("Its agents must be archived first."),
    agents: z.number().int().describe("Agents that are not archived."),
  }),
  z.object({
    rule: z.literal("region-not-only-target").describe("It must not be the only active region of an origin."),
    origins: z.array(z.string()).describe("Names of the origins that have no other active region."),
  }),
]);
export type RegionArchiveBlock = z.infer<typeof RegionArchiveBlock>;

export const RegionEntry = CreateRegionInput.extend({
  // Older rows may hold what is refused now.
  label: z.string().describe("Name for people, e.g. Frankfurt."),
  agentNetworks: z.array(z.string()).describe("Networks in which its agents may change their address."),
  id: z.string().describe("Region id."),
  createdAt: z.date().describe("When it was created."),
  nodes: z.number().int().describe("Number of its nodes."),
  gateways: z.number().int().describe("Number of its gateways."),
  archiveBlock: RegionArchiveBlock.nullable().describe("Why it cannot be archived now; null: it can."),
});
export type RegionEntry = z.infer<typeof RegionEntry>;

export const AgentArchiveRule = z
  .enum(["node-without-traffic", "gateway-stopped"])
  .describe(
    "node-without-traffic: drain or cordon the node first; gateway-stopped: stop the gateway first, since a running one would keep an outdated routing table.",
  );
export type AgentArchiveRule = z.infer<typeof AgentArchiveRule>;

export const AgentEntry = AgentView.extend({
  regionName: z.string().describe("Name of its region."),
  presence: Presence,
  credential: z
    .object({
      issuedAt: z.date().describe("When it was issued."),
      revokedAt: z.date().nullable().describe("When it was revoked; null while valid."),
    })
    .describe("The credential that it connects with."),
  enrolmentTokenId: z.string().nullable().describe("Token that it was enrolled by; null: unknown."),
  archiveBlock: AgentArchiveRule.nullable().describe("The rule that forbids archiving it now; null: none."),
});
export type AgentEntry = z.infer<typeof AgentEntry>;

export const RenameAgentInput = z.object({
  agentId: AnyId.describe("Agent to rename."),
  name: AgentName,
});
export type RenameAgentInput = z.infer<typeof RenameAgentInput>;

export const AcceptAddressInput = z.object({
  agentId: AnyId.describe("The agent."),
  url: AgentUrl.describe("The address that it asks for, as its claimedUrl says."),
  reason: Reason,
});
export type AcceptAddressInput = z.infer<typeof AcceptAddressInput>;

/** For revoking or replacing an agent's credential and for archiving the agent. */
export const AgentActionInput = z.object({ agentId: AnyId.describe("The agent."), reason: Reason });
export type AgentActionInput = z.infer<typeof AgentActionInput>;

const dayMs = 86_400_000;

export const CreateEnrolmentTokenInput = z.object({
  regionId: AnyId.describe("Region of the agent."),
  role: AgentRole,
  name: AgentName.optional().describe("The agent's name; left out: one is made from its region and role."),
  state: MemberState.exclude(["drain"]).default("standby").describe("The agent's first state."),
  weight: Weight.default(100).describe("The agent's first weight, 0 to 1000."),
  expiresInMs: z
    .number()
    .int()
    .min(1000)
    .max(30 * dayMs)
    .default(3_600_000)
    .describe("Ms until the token expires, 1 second to 30 days."),
});
export type CreateEnrolmentTokenInput = z.infer<typeof CreateEnrolmentTokenInput>;

export const EnrolmentTokenCreated = z.object({
  id: z.string().describe("Token id; not the secret."),
  token: z.string().describe("The secret, shown only this once. It works once."),
  expiresAt: z.date().describe("From then on the token is refused."),
  command: z.string().describe("Command that starts the agent from a checkout on the console's machine."),
});
export type EnrolmentTokenCreated = z.infer<typeof EnrolmentTokenCreated>;

/** An enrolment token that can still be used. */
export const EnrolmentTokenView = z.object({
  id: z.string().describe("Token id; not the secret."),
  regionId: z.string().describe("Region of the agent."),
  regionName: z.string().describe("Name of that region."),
  role: AgentRole,
  name: z.string().nullable().describe("The agent's name; null: one is made at enrolment."),
  state: MemberState,
  weight: Weight,
  createdByName: z.string().describe("Who created it."),
  createdAt: z.date().describe("When it was created."),
  expiresAt: z.date().describe("From then on the token is refused."),
});
export type EnrolmentTokenView = z.infer<typeof EnrolmentTokenView>;

export const RevokeEnrolmentTokenInput = z.object({ tokenId: AnyId.describe("Token to revoke.") });
export type RevokeEnrolmentTokenInput = z.infer<typeof RevokeEnrolmentTokenInput>;
