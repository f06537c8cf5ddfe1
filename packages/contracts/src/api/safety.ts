import { z } from "zod";
import { Reason } from "../fleet.ts";
import { BaseRevision, RevisionString } from "../ids.ts";

/** Rules that refuse a change of traffic, except during break-glass. */
export const SafetyRules = z.object({
  activeRegionsMin: z
    .number()
    .int()
    .min(1)
    .max(64)
    .describe("Active regions with a weight above 0 that every origin must keep, 1 to 64."),
  healthyNodesMin: z
    .number()
    .int()
    .min(0)
    .max(4096)
    .describe("Healthy active nodes that every origin, and every region changed, must keep, 0 to 4096."),
  shiftPointsMax: z
    .number()
    .int()
    .min(1)
    .max(100)
    .describe(
      "Largest shift of an origin's or a region's traffic in one change, in percentage points, 1 to 100.",
    ),
});
export type SafetyRules = z.infer<typeof SafetyRules>;

export const safetyRuleDefaults: SafetyRules = {
  activeRegionsMin: 1,
  healthyNodesMin: 1,
  shiftPointsMax: 100,
};

export const SafetyRuleName = z
  .enum(["not-frozen", "active-regions-min", "healthy-nodes-min", "shift-points-max"])
  .describe("The rule that a change breaks.");
export type SafetyRuleName = z.infer<typeof SafetyRuleName>;

export const SafetyBreach = z.object({
  rule: SafetyRuleName,
  value: z.number().describe("What the change would lead to."),
  limit: z.number().describe("What the rule allows."),
});
export type SafetyBreach = z.infer<typeof SafetyBreach>;

const byWhom = {
  byName: z.string().describe("Who did it."),
  reason: z.string().describe("Why."),
  since: z.date().describe("When it began."),
};

export const SafetyView = z.object({
  revision: RevisionString.describe("The baseRevision of the next change of the rules."),
  rules: SafetyRules.describe("The rules in force."),
  freeze: z.object(byWhom).nullable().describe("The freeze: changes are refused; null: not frozen."),
  breakGlass: z
    .object({
      ...byWhom,
      expiresAt: z.date().describe("When it ends by itself."),
      isOwn: z.boolean().describe("True when it is open for the caller."),
    })
    .nullable()
    .describe("Break-glass: one person may change traffic in spite of rules and freeze; null: off."),
});
export type SafetyView = z.infer<typeof SafetyView>;

export const SetSafetyRulesInput = SafetyRules.extend({
  baseRevision: BaseRevision.describe(
    "The revision of the rules that the caller saw, several separated by commas, or * for whichever it is.",
  ),
  reason: Reason,
});
export type SetSafetyRulesInput = z.infer<typeof SetSafetyRulesInput>;

export const SafetySwitchInput = z.object({ reason: Reason });
export type SafetySwitchInput = z.infer<typeof SafetySwitchInput>;

export const BreakGlassInput = z.object({
  minutes: z.number().int().min(1).max(60).describe("Minutes until it ends by itself, 1 to 60."),
  reason: Reason,
});
export type BreakGlassInput = z.infer<typeof BreakGlassInput>;
