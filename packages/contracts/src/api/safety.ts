import { z } from "zod";
import { Reason } from "../fleet.ts";
import { RevisionString } from "../ids.ts";

/** What no change of traffic may do, unless the glass is broken. */
export const SafetyRules = z.object({
  /** Active regions with a weight above 0 that every origin keeps. */
  activeRegionsMin: z.number().int().min(1).max(64),
  /** Healthy active nodes that stay behind an origin, and in a region. */
  healthyNodesMin: z.number().int().min(0).max(4096),
  /** Points of an origin's or of a region's traffic that one change may move. */
  shiftPointsMax: z.number().int().min(1).max(100),
});
export type SafetyRules = z.infer<typeof SafetyRules>;

export const safetyRuleDefaults: SafetyRules = {
  activeRegionsMin: 1,
  healthyNodesMin: 1,
  shiftPointsMax: 100,
};

export const SafetyRuleName = z.enum([
  "not-frozen",
  "active-regions-min",
  "healthy-nodes-min",
  "shift-points-max",
]);
export type SafetyRuleName = z.infer<typeof SafetyRuleName>;

/** A rule that a change would break: what it would come to, and what the rule allows. */
export const SafetyBreach = z.object({ rule: SafetyRuleName, value: z.number(), limit: z.number() });
export type SafetyBreach = z.infer<typeof SafetyBreach>;

const byWhom = { byName: z.string(), reason: z.string(), since: z.date() };

export const SafetyView = z.object({
  /** The `baseRevision` of the next change of the rules. */
  revision: RevisionString,
  rules: SafetyRules,
  freeze: z.object(byWhom).nullable(),
  /** `isOwn`: it is open for the one who asks. */
  breakGlass: z.object({ ...byWhom, expiresAt: z.date(), isOwn: z.boolean() }).nullable(),
});
export type SafetyView = z.infer<typeof SafetyView>;

export const SetSafetyRulesInput = SafetyRules.extend({ baseRevision: RevisionString, reason: Reason });
export type SetSafetyRulesInput = z.infer<typeof SetSafetyRulesInput>;

export const SafetySwitchInput = z.object({ reason: Reason });
export type SafetySwitchInput = z.infer<typeof SafetySwitchInput>;

export const BreakGlassInput = z.object({ minutes: z.number().int().min(1).max(60), reason: Reason });
export type BreakGlassInput = z.infer<typeof BreakGlassInput>;
