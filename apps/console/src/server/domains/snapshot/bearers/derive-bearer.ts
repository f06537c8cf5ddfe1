import { createHmac } from "node:crypto";

/** An agent's id, and how many credentials it had before. */
export type Holder = { id: string; generation: number };

/** The bearer that one gateway shows to one node. It follows from the secret: two consoles make the same, and no table holds it. */
export function pairBearer(secret: string, gateway: Holder, node: Holder): string {
  const parts = ["pair", gateway.id, gateway.generation, node.id, node.generation];
  return createHmac("sha256", secret).update(parts.join("\0")).digest("base64url");
}

/**
 * The bearer of a node that all gateways share, for agents that take none of their own. At the first generations it is the one of
 * consoles before generations, so that an upgrade turns none.
 */
export function sharedBearer(secret: string, node: Holder, fleetGeneration: number): string {
  const isFirst = node.generation === 0 && fleetGeneration === 0;
  const generations = isFirst ? "" : `:${node.generation}:${fleetGeneration}`;
  return createHmac("sha256", secret).update(`node:${node.id}${generations}`).digest("base64url");
}
