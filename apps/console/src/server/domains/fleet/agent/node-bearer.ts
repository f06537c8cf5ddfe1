import { createHmac } from "node:crypto";

/** The token by which gateways are let in at a node. */
export function nodeBearer(bearerSecret: string, nodeId: string): string {
  return createHmac("sha256", bearerSecret).update(`node:${nodeId}`).digest("base64url");
}
