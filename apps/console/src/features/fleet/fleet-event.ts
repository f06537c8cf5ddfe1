import { z } from "zod";

/** Kinds of events that have a message of their own; others show their name. */
export const eventKinds = ["live", "stale", "offline", "connected-twice"] as const;

const OutcomeChange = z.object({
  kind: z.literal("agent.outcome"),
  details: z.object({
    to: z.enum(["converged", "converging", "degraded", "failed"]),
    reason: z.string().min(1).nullable().catch(null),
  }),
});
export type OutcomeChange = z.infer<typeof OutcomeChange>["details"];

/** What an agent reported of itself from then on; null for any other event. */
export function outcomeChange(event: { kind: string; details: unknown }): OutcomeChange | null {
  return OutcomeChange.safeParse(event).data?.details ?? null;
}
