import { z } from "zod";

const region = { regionId: z.string().describe("Region id."), region: z.string().describe("Region name.") };
const agent = { agentId: z.string().describe("Agent id."), agent: z.string().describe("Agent name.") };
const Share = z.number().describe("Share of requests that succeeded, 0 to 1.");

const kind = <K extends string>(name: K, what: string) => z.literal(name).describe(what);

/** Something that is wrong with the fleet now. */
export const Finding = z
  .discriminatedUnion("kind", [
    z.object({
      kind: kind("noNode", "No node of the region takes traffic."),
      ...region,
      servedBy: z.array(z.string()).describe("Regions whose nodes answer its requests now."),
      hasOthers: z.boolean().describe("Whether another region has a node that takes traffic."),
    }),
    z.object({ kind: kind("noGateway", "No gateway of the region serves."), ...region }),
    z.object({
      kind: kind("successLow", "Too few requests of the region succeed now."),
      ...region,
      share: Share,
    }),
    z.object({
      kind: kind("rolloutHalted", "A rollout is halted."),
      rolloutId: z.string().describe("Rollout id."),
      version: z.string().describe("Version being rolled out."),
      reason: z.string().nullable().describe("Why it halted; null: no reason to give."),
    }),
    z.object({
      kind: kind("ahead", "Agents applied something newer than the database holds, as after a restore."),
      agentIds: z.array(z.string()).describe("Ids of the agents."),
      agents: z.array(z.string()).describe("Their names."),
    }),
    z.object({
      kind: kind(
        "noCertificate",
        "Agents without a valid certificate of the fleet: mesh TLS between them and others fails.",
      ),
      agentIds: z.array(z.string()).describe("Ids of the agents."),
      agents: z.array(z.string()).describe("Their names."),
    }),
    z.object({
      kind: kind("p95High", "The region's p95 is above its objective."),
      ...region,
      p95Ms: z.number().describe("The region's p95, in ms."),
    }),
    z.object({
      kind: kind("pickerFault", "A gateway picks otherwise than its table says."),
      ...region,
      ...agent,
    }),
    z.object({
      kind: kind("away", "Agents are not heard."),
      agentIds: z.array(z.string()).describe("Ids of the agents."),
      agents: z.array(z.string()).describe("Their names."),
    }),
    z.object({
      kind: kind("addressClaimed", "An agent says that it is reached elsewhere, and waits for consent."),
      ...agent,
      url: z.string().describe("Where it says it is."),
    }),
    z.object({
      kind: kind("certificateEnds", "Certificates of the fleet end within 48 hours, and were not renewed."),
      agentIds: z.array(z.string()).describe("Ids of the agents."),
      agents: z.array(z.string()).describe("Their names."),
    }),
    z.object({
      kind: kind("nack", "An agent refused its snapshot."),
      ...agent,
      field: z.string().describe("Dotted path of the field at fault; empty: the whole snapshot."),
      reason: z.string().describe("Why the agent refused it."),
    }),
    z.object({
      kind: kind("drift", "An agent runs something else than it was told."),
      ...agent,
      reason: z.string().nullable().describe("The agent's own words; null: none."),
    }),
    z.object({
      kind: kind(
        "notSaved",
        "An agent runs what it was told, but could not save it: it would start with an older snapshot.",
      ),
      ...agent,
      reason: z.string().describe("Why it could not be saved, in the agent's words."),
    }),
    z.object({
      kind: kind("outOfRotation", "Gateways keep a node out of rotation."),
      ...agent,
      gateways: z.array(z.string()).describe("Names of the gateways that keep it out."),
    }),
    z.object({
      kind: kind("successLowLately", "Too few requests succeeded over the last 15 minutes."),
      share: Share,
    }),
    z.object({ kind: kind("emptyRegion", "The region has no agents yet."), ...region }),
  ])
  .describe("Something that is wrong now; the gravest comes first.");
export type Finding = z.infer<typeof Finding>;
