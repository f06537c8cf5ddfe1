export { getLimits, limitDefaults, type Limits } from "./get-limits.ts";
export { type ClientAccess, loadClientAccess, saveClientAccess } from "./client-access.ts";
