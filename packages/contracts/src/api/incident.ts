import { z } from "zod";
import { Reason } from "../fleet.ts";
import { IncidentId } from "../ids.ts";

/**
 * `suspected`: many nodes fell silent or turned unready at once, which may be the console's own fault. `observer`: they
 * still answer gateways, so it is. `confirmed`: gateways lost them too.
 */
export const IncidentState = z.enum(["suspected", "observer", "confirmed", "closed"]);
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
  /** Nodes that the console heard when it began, those lost included. */
  nodes: count,
  lost: z.array(z.object({ id: z.string(), name: z.string(), region: z.string() })),
  /** Gateways that the console still hears. */
  gateways: count,
  /** Lost nodes that answer none of these gateways, and that each one took out of rotation or asks in vain. */
  gone: count,
  /** Lost nodes that still answer one of these gateways. */
  served: count,
  /** Requests that these gateways sent to lost nodes in the last 3 s, and how many of them were answered. */
  asked: count.default(0),
  answered: count.default(0),
  /** Of these gateways, over the last 10 s. */
  requests: count,
  failed: count,
});
export type IncidentEvidence = z.infer<typeof IncidentEvidence>;

export const IncidentView = z.object({
  id: IncidentId,
  state: IncidentState,
  evidence: IncidentEvidence,
  openedAt: z.date(),
  stateSince: z.date(),
  closedAt: z.date().nullable(),
  /**
   * `recovered`: the nodes came back; `superseded`: so many others were lost after it was confirmed that another one
   * follows; `operator`: somebody closed it, and the audit log says why.
   */
  closedReason: z.enum(["recovered", "superseded", "operator"]).nullable(),
});
export type IncidentView = z.infer<typeof IncidentView>;

export const CloseIncidentInput = z.object({ incidentId: IncidentId, reason: Reason });
export type CloseIncidentInput = z.infer<typeof CloseIncidentInput>;
