import { z } from "zod";
import { pageFields, pageOf } from "./page.ts";
import { Reason } from "../fleet.ts";
import { IncidentId } from "../ids.ts";

export const IncidentState = z
  .enum(["suspected", "observer", "confirmed", "closed"])
  .describe(
    "suspected: many nodes fell silent or became unready at once, perhaps only for the console; observer: they still answer gateways, so the console is at fault; confirmed: gateways lost them too; closed: over.",
  );
export type IncidentState = z.infer<typeof IncidentState>;

/** The only ways from state to state. */
export const incidentTransitions: Record<IncidentState, readonly IncidentState[]> = {
  suspected: ["observer", "confirmed", "closed"],
  observer: ["confirmed", "closed"],
  confirmed: ["closed"],
  closed: [],
};

/** Automation waits until it is known that the loss is real. */
export const brakingStates: readonly IncidentState[] = ["suspected", "observer"];

const count = z.number().int().min(0);

export const IncidentEvidence = z.object({
  nodes: count.describe("Nodes that the console heard when it began, lost ones included."),
  lost: z
    .array(
      z.object({
        id: z.string().describe("Node id."),
        name: z.string().describe("Node name."),
        region: z.string().describe("Name of its region."),
      }),
    )
    .describe("Nodes that the console lost."),
  gateways: count.describe("Gateways that the console still hears."),
  gone: count.describe("Lost nodes that none of these gateways can reach."),
  served: count.describe("Lost nodes that still answer at least one of these gateways."),
  asked: count.default(0).describe("Requests that these gateways sent to lost nodes in the last 3 s."),
  answered: count.default(0).describe("How many of those were answered."),
  requests: count.describe("All requests to these gateways in the last 10 s."),
  failed: count.describe("How many of those failed."),
});
export type IncidentEvidence = z.infer<typeof IncidentEvidence>;

export const IncidentView = z.object({
  id: IncidentId,
  state: IncidentState,
  evidence: IncidentEvidence.describe("What the console and the gateways know; renewed while it is open."),
  openedAt: z.date().describe("When it began."),
  stateSince: z.date().describe("When it entered its state."),
  closedAt: z.date().nullable().describe("When it ended; null while open."),
  closedReason: z
    .enum(["recovered", "superseded", "operator"])
    .nullable()
    .describe(
      "recovered: the nodes came back; superseded: many more nodes were lost after it was confirmed, and another incident followed; operator: a person closed it, and the audit log says why. Null while open.",
    ),
});
export type IncidentView = z.infer<typeof IncidentView>;

export const CloseIncidentInput = z.object({ incidentId: IncidentId, reason: Reason });
export type CloseIncidentInput = z.infer<typeof CloseIncidentInput>;

export const ListIncidentsInput = z
  .object({
    ...pageFields({ limitDefault: 50 }),
    state: IncidentState.optional().describe("Only incidents in this state."),
    isOpen: z.boolean().optional().describe("true: only those that are not closed; false: only closed ones."),
  })
  .prefault({});
export type ListIncidentsInput = z.infer<typeof ListIncidentsInput>;
export const IncidentsPage = pageOf(IncidentView);
export type IncidentsPage = z.infer<typeof IncidentsPage>;
