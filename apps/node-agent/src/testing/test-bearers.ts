import { createHash } from "node:crypto";
import type { GatewayBearers, NodeBearers } from "@meridian/contracts/wire";

const header = { schemaVersion: 1, epoch: 1, revision: "1" };

/** Bearers of the tests' node, which accepts those of gateways by their hashes. */
export function testBearers(
  accepted: readonly string[],
  changes: Partial<NodeBearers> & { before?: readonly string[] } = {},
): NodeBearers {
  const { before = [], ...rest } = changes;
  return {
    ...{ ...header, agentId: "ag_000000000001", role: "inference" },
    version: hashOf([...accepted, ...before].join()),
    accepted: accepted.map(hashOf),
    leaving: before.map(hashOf),
    leavingMs: before.length > 0 ? 60_000 : 0,
    ...rest,
  };
}

/** What the tests' gateway shows, by node id. */
export function testGatewayBearers(nodes: GatewayBearers["nodes"]): GatewayBearers {
  const version = hashOf(JSON.stringify(nodes));
  return { ...header, agentId: "ag_gateway", role: "gateway", version, nodes };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
