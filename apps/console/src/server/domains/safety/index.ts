export {
  closeBreakGlass,
  freezeChanges,
  openBreakGlass,
  setSafetyRules,
  thawChanges,
} from "./change-safety.ts";
export { getSafety } from "./get-safety.ts";
export { findBreach, isFrozen, keepingRules } from "./guard.ts";
