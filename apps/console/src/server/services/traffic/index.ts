export { addDefaultPolicies } from "./default-policy.ts";
