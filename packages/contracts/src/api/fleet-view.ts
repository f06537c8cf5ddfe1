import { z } from "zod";
import { ObservedSlot, RotationView } from "../wire/agent-protocol.ts";
import { AgentRole, Presence, MemberState, ShownState, Weight } from "../fleet.ts";
import { ParseOptions } from "../wire/parse-include.ts";
import { Position } from "../wire/snapshot.ts";
import { AnyId, plainText } from "../text.ts";
import { pageFields, pageOf } from "./page.ts";

/** One agent as the fleet page shows it; live figures arrive separately (operator-protocol.ts). */
export const AgentView = z.object({
  id: z.string().describe("Agent id; never changes."),
  name: z.string().describe("Agent name; may change."),
  role: AgentRole,
  regionId: z.string().describe("Region that the agent belongs to."),
  advertisedUrl: z.string().describe("URL by which gateways and clients reach the agent."),
  claimedUrl: z
    .string()
    .nullable()
    .describe("Where the agent says it is, without effect until an operator consents; null: nowhere else."),
  state: MemberState,
  weight: Weight,
  weightShare: z
    .number()
    .nullable()
    .describe(
      "Share of the region's weight among active nodes, 0 to 1; null: a gateway, or a node that is not active.",
    ),
  agentVersion: z.string().nullable().describe("Version of the agent's software; null: never connected."),
  enrolledAt: z.date().describe("When the agent exchanged its enrolment token for a credential."),
  connectedAt: z.date().nullable().describe("Start of the present connection; null: not connected."),
  lastSeenAt: z.date().nullable().describe("When the console last heard from it; null: never."),
  target: Position.nullable().describe("The snapshot it should run; null: none was made yet."),
  acked: Position.nullable().describe("The snapshot it acknowledged last; null: none."),
  nack: z
    .object({
      field: z.string().describe("Dotted path of the field at fault; empty: the whole snapshot."),
      reason: z.string().describe("Why the agent refused it."),
    })
    .nullable()
    .describe("Why it refused the newest snapshot; null: not refused."),
  observed: z
    .object({
      position: Position.nullable().describe("The snapshot in effect; null: none."),
      outcome: z.string().describe("converged, converging, degraded or failed."),
      reason: z.string().nullable().describe("Why it has not converged; null: it has."),
      unsaved: z
        .string()
        .nullable()
        .describe(
          "Why the snapshot in effect is not on its disk: it would start with an older one; null: it is.",
        ),
      at: z.date().describe("When the console received the report."),
    })
    .nullable()
    .describe("What the agent reports about itself; null: no report yet."),
  presence: Presence,
  status: ShownState,
  isReady: z.boolean().describe("True when it can take requests: it reports so, and it is heard."),
  reportsReady: z.boolean().describe("What it last reported of itself, however long ago."),
  isUnproven: z
    .boolean()
    .describe("True: a node that no gateway has found ready yet; it gets no traffic and is no loss."),
  slots: z.array(ObservedSlot).describe("Model versions on the node; empty for gateways."),
  answersWith: z
    .string()
    .nullable()
    .describe(
      "Name of the version that answers requests without a version; null: not serving, or a gateway.",
    ),
  clockSkewMs: z
    .number()
    .nullable()
    .describe("The agent's clock minus the console's, in ms; shown only, never used. Null: unknown."),
  speaksMeshTls: z
    .boolean()
    .describe("True: a node that speaks TLS by its certificate of the fleet, to its gateways alone."),
  certificateUntil: z
    .date()
    .nullable()
    .describe("End of its certificate of the fleet; null: it has none, as of a release that takes none."),
  certificateState: z
    .enum(["none", "ended", "ending", "valid"])
    .describe("Its certificate of the fleet; ending: it ends within 48 hours, and was not renewed."),
  outOfRotation: z
    .array(
      RotationView.extend({
        gatewayId: z.string().describe("Gateway that keeps it out."),
        gatewayName: z.string().describe("That gateway's name."),
      }),
    )
    .describe("Gateways that keep this node out of rotation, and why; empty: none does."),
});
export type AgentView = z.infer<typeof AgentView>;

export const RegionView = z.object({
  id: z.string().describe("Region id."),
  name: z.string().describe("Region name, e.g. eu-central."),
  label: z.string().describe("Name for people, e.g. Frankfurt."),
  latitude: z.number().describe("Degrees north, -90 to 90."),
  longitude: z.number().describe("Degrees east, -180 to 180."),
  agents: z.array(AgentView).describe("The region's agents, without archived ones."),
});
export type RegionView = z.infer<typeof RegionView>;

export const FleetView = z.object({
  revision: z.string().describe("The newest revision contained in this answer."),
  regions: z.array(RegionView).describe("All regions, without archived ones."),
});
export type FleetView = z.infer<typeof FleetView>;

/** Something that happened to an agent without anybody's decision. */
export const FleetEventView = z.object({
  id: z.string().describe("Event id."),
  at: z.date().describe("When it happened."),
  kind: z.string().describe("What happened, e.g. agent.connected-twice."),
  agentId: z.string().nullable().describe("The agent concerned; null: none."),
  regionId: z.string().nullable().describe("The region concerned; null: none."),
  details: z.unknown().describe("More about it, as JSON; its shape depends on the kind."),
});
export type FleetEventView = z.infer<typeof FleetEventView>;

export const ListEventsInput = z
  .object({
    ...pageFields({ limitDefault: 50 }),
    agentId: AnyId.optional().describe("Only events of this agent."),
    regionId: AnyId.optional().describe("Only events of this region."),
    kind: z
      .string()
      .regex(/^[a-z][a-z.-]{0,59}$/, "expected a kind like agent.offline")
      .optional()
      .describe("Only events of this kind."),
  })
  .prefault({});
export type ListEventsInput = z.infer<typeof ListEventsInput>;
export const FleetEventsPage = pageOf(FleetEventView);
export type FleetEventsPage = z.infer<typeof FleetEventsPage>;

export const TesterOptions = z.object({
  regions: z
    .array(
      z.object({
        id: z.string().describe("Region id."),
        name: z.string().describe("Region name."),
        label: z.string().describe("Name for people."),
        hasLiveGateway: z.boolean().describe("False: no gateway of it is connected, so it cannot be tested."),
      }),
    )
    .describe("Regions to enter by."),
  nodes: z
    .array(
      z.object({
        id: z.string().describe("Node id."),
        name: z.string().describe("Node name."),
        regionId: z.string().describe("The node's region."),
        presence: Presence,
      }),
    )
    .describe("Nodes that can be asked directly."),
  versions: z
    .array(
      z.object({
        name: z.string().describe("Version name."),
        digest: z.string().describe("The version's digest, sha256."),
      }),
    )
    .describe("Registered model versions."),
});
export type TesterOptions = z.infer<typeof TesterOptions>;

/** Input of the tester: addresses through a gateway of a region, or straight to one node. */
export const TestParseInput = z.object({
  regionId: AnyId.describe("Region to enter by: the newest of its connected gateways is asked."),
  nodeId: AnyId.optional().describe("Ask this node and no other; left out: the gateway picks."),
  version: plainText({ what: "a version", max: 100 })
    .optional()
    .describe("Version by name or digest; left out: what the node answers with."),
  addresses: z.array(z.string().max(4000)).min(1).max(20).describe("1 to 20 addresses."),
  ...ParseOptions.shape,
});
export type TestParseInput = z.infer<typeof TestParseInput>;

export const TestParseResult = z.object({
  requestId: z.string().describe("Id of the test request; logs of gateway and node have it too."),
  status: z.number().int().describe("HTTP status that a client would have got."),
  body: z.unknown().describe("The answer of /v1/parse, or an error body when status is 400 or more."),
  serverTiming: z
    .string()
    .nullable()
    .describe("The answer's Server-Timing header: time by stage in ms; null: not sent."),
  viaGateway: z
    .object({ id: z.string().describe("Gateway id."), name: z.string().describe("Gateway name.") })
    .describe("The gateway that was asked."),
  roundTripMs: z.number().describe("Console to gateway and back, in ms."),
});
export type TestParseResult = z.infer<typeof TestParseResult>;
