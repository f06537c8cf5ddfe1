import { createHmac } from "node:crypto";

/** The bearer token with which gateways call a node. */
export function nodeBearer(bearerSecret: string, nodeId: string): string {
  return createHmac("sha256", bearerSecret).update(`node:${nodeId}`).digest("base64url");
}
