export {
  closeBreakGlass,
  freezeChanges,
  openBreakGlass,
  setSafetyRules,
  thawChanges,
} from "./change-safety.ts";
export { getSafety } from "./get-safety.ts";
export type { HealthOf } from "./rules/healthy-nodes.ts";
export { pointsBreaches, safetyBreaches } from "./rules/safety-breaches.ts";
export { findBreach, isFrozen, keepingRules } from "./guard.ts";
