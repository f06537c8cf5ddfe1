import { z } from "zod";
import { SafetyBreach } from "./safety.ts";

/** Asks what a change would do, without making it. */
export const dryRunField = {
  dryRun: z
    .boolean()
    .optional()
    .describe("true: nothing is written; the answer says what would be, and which rules stand against it."),
};

const ForeseenLoad = z.object({
  regions: z
    .array(
      z.object({
        regionId: z.string().describe("Region id."),
        requestsPerSecond: z.number().describe("Requests a second that its nodes would get."),
        utilisation: z
          .number()
          .nullable()
          .describe("Of its busiest node, 1 = all that it can; null: not enough data."),
      }),
    )
    .describe("Every region, by what its nodes would have to do."),
  overflowPerSecond: z
    .number()
    .nullable()
    .describe("Requests a second that no node could take; null: not enough data."),
  p95Ms: z
    .object({ from: z.number().describe("At least, in ms."), to: z.number().describe("At most, in ms.") })
    .nullable()
    .describe("The nodes' 95th percentile lies between these; null: not enough data."),
});

export const TrafficForecast = z.object({
  shares: z
    .array(
      z.object({
        id: z.string().describe("Region or node id."),
        before: z.number().describe("Declared share now, 0 to 1."),
        after: z.number().describe("Declared share after the change, 0 to 1."),
      }),
    )
    .describe("Shares of the policy that would change."),
  load: z
    .object({
      before: ForeseenLoad.describe("With the policy as it is."),
      after: ForeseenLoad.describe("With the policy as it would be."),
    })
    .nullable()
    .describe("What regions would have to do, from the requests of the last 10 s; null: too few to tell."),
});
export type TrafficForecast = z.infer<typeof TrafficForecast>;

export const DryRunReport = z.object({
  isAllowed: z.boolean().describe("Whether the change would be made now."),
  refusal: z
    .object({
      message: z.string().describe("Why, in words."),
      details: z.record(z.string(), z.unknown()).describe("The role, scope or regions that it needs."),
    })
    .nullable()
    .default(null)
    .describe("Why the caller may not make it, by role, scope or regions; null: they may."),
  breaks: z.array(SafetyBreach).describe("Rules that stand against it, the freeze first."),
  hasBreakGlass: z.boolean().describe("Whether the caller's break-glass would override these rules."),
  changes: z
    .array(
      z.object({
        kind: z.string().describe("What would be done, e.g. traffic.shifted."),
        subject: z
          .object({ type: z.string().describe("Its type."), id: z.string().describe("Its id.") })
          .describe("What would be changed."),
        before: z.unknown().describe("The state now, as JSON."),
        after: z.unknown().describe("The state after it, as JSON."),
      }),
    )
    .describe("What the audit log would say; empty: it is like that already."),
  forecast: TrafficForecast.nullable().describe(
    "Of a change of traffic: shares and load; null: of any other.",
  ),
});
export type DryRunReport = z.infer<typeof DryRunReport>;

/** In the answer of a change. */
export const dryRunAnswer = {
  dryRun: DryRunReport.optional().describe("Only of a dry run: nothing was written, and this would be done."),
};
