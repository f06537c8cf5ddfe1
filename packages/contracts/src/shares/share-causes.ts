import { z } from "zod";
import type { OriginLive } from "../wire/operator-protocol.ts";
import { NodeOutView, type TrafficView } from "../api/traffic.ts";

const region = z.string().describe("Region name.");
const node = z.string().describe("Node name.");
const part = (what: string) => z.number().describe(`${what}, 0 to 1.`);

/** Why gateways aim at other shares than declared. */
export const ShareCause = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("gateway-behind").describe("A gateway runs an older routing table."),
    gateway: z.string().describe("Gateway name."),
    revision: z.string().nullable().describe("Revision that it runs; null: none."),
  }),
  z.object({
    kind: z.literal("node-out").describe("Gateways keep a node out of rotation."),
    node,
    region,
    out: z.array(NodeOutView).describe("Those gateways, and why."),
  }),
  z.object({
    kind: z.literal("slow-start").describe("A node that came back gets its weight step by step."),
    node,
    region,
    part: part("Part of its weight that it gets"),
  }),
  z.object({
    kind: z.literal("slow").describe("A node is slower than usual."),
    node,
    region,
    part: part("Part of its weight that it gets"),
  }),
  z.object({
    kind: z.literal("version").describe("A node lacks a version that requests ask for."),
    node,
    region,
    part: part("Part of the requests that may go there"),
  }),
  z.object({
    kind: z.literal("panic").describe("Too few healthy nodes are left, so gateways use all of them."),
    region,
  }),
  z.object({ kind: z.literal("region-empty").describe("No node of the region may take requests."), region }),
]);
export type ShareCause = z.infer<typeof ShareCause>;

/** Whose gateways count, and which regions they may send to. */
type Scope = { originIds: ReadonlySet<string>; regionIds: ReadonlySet<string> };

export function shareCauses(traffic: TrafficView, live: readonly OriginLive[], scope: Scope): ShareCause[] {
  const regions = traffic.nodes.filter(({ regionId }) => scope.regionIds.has(regionId));
  const nameOf = (id: string) => traffic.regions.find((region) => region.id === id)?.name ?? id;
  const marks = live.flatMap((one) => one.marks);
  const seen = { gateways: gatewayIdsOf(traffic, scope), parts: partsByNode(marks) };
  return [
    ...gatewaysBehind(traffic, scope),
    ...regions.flatMap(({ regionId, nodes }) => {
      const region = nameOf(regionId);
      const isEmpty = nodes.every(({ state }) => state === "drain" || state === "cordon");
      const isInPanic = marks.some(([id, kind]) => kind === "panic" && id === regionId);
      return [
        ...(isEmpty ? [{ kind: "region-empty" as const, region }] : []),
        ...(isInPanic ? [{ kind: "panic" as const, region }] : []),
        ...nodes.flatMap((node) => nodeCauses(node, region, seen)),
      ];
    }),
  ];
}

function gatewaysBehind({ gateways }: TrafficView, { originIds }: Scope): ShareCause[] {
  return gateways
    .filter(({ regionId, isInEffect, isAway }) => originIds.has(regionId) && !isInEffect && !isAway)
    .map(({ name, revision }) => ({ kind: "gateway-behind", gateway: name, revision }));
}

type Node = TrafficView["nodes"][number]["nodes"][number];

/** What all nodes are judged by, gathered once: a thousand nodes asked a hundred gateways each. */
type Seen = { gateways: ReadonlySet<string>; parts: ReadonlyMap<string, number> };
const partKinds = ["slow-start", "slow", "version"] as const;

function gatewayIdsOf({ gateways }: TrafficView, { originIds }: Scope): ReadonlySet<string> {
  return new Set(gateways.filter(({ regionId }) => originIds.has(regionId)).map(({ id }) => id));
}

/** The smallest part that any gateway names, by kind and node. */
function partsByNode(marks: OriginLive["marks"]): ReadonlyMap<string, number> {
  const parts = new Map<string, number>();
  for (const [nodeId, kind, value] of marks) {
    const key = `${kind} ${nodeId}`;
    parts.set(key, Math.min(parts.get(key) ?? Infinity, value));
  }
  return parts;
}

function nodeCauses({ id, name, out: views }: Node, region: string, { gateways, parts }: Seen): ShareCause[] {
  const out = views.filter(({ gatewayId }) => gateways.has(gatewayId));
  if (out.length > 0) return [{ kind: "node-out", node: name, region, out }];
  return partKinds.flatMap((kind) => {
    const part = parts.get(`${kind} ${id}`);
    return part === undefined ? [] : [{ kind, node: name, region, part }];
  });
}
