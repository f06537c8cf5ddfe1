export { getLimits, limitDefaults, type Limits } from "./get-limits.ts";
