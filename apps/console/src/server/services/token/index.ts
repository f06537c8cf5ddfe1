export { createToken } from "./create-token.ts";
export { listTokens } from "./list-tokens.ts";
export { resolveToken } from "./resolve-token.ts";
export { revokeToken } from "./revoke-token.ts";
