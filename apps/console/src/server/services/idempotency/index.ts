export { claimKey, type Claim, type KeyedRequest } from "./claim-key.ts";
export { freeKey, keepAnswer } from "./settle-claim.ts";
export { openAnswer, sealAnswer } from "./seal.ts";
