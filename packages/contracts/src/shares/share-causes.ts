import { z } from "zod";
import type { OriginLive } from "../wire/operator-protocol.ts";
import { NodeOutView, type TrafficView } from "../api/traffic.ts";

/** Why gateways aim at other shares than declared. Names are those of agents and regions. */
export const ShareCause = z.discriminatedUnion("kind", [
  /** A gateway goes by an older table. */
  z.object({ kind: z.literal("gateway-behind"), gateway: z.string(), revision: z.string().nullable() }),
  z.object({ kind: z.literal("node-out"), node: z.string(), region: z.string(), out: z.array(NodeOutView) }),
  /** Gets this part of its weight, 0–1. */
  z.object({ kind: z.literal("slow-start"), node: z.string(), region: z.string(), part: z.number() }),
  z.object({ kind: z.literal("slow"), node: z.string(), region: z.string(), part: z.number() }),
  /** Only this part of the requests may go there, 0–1: the others ask for a version that it does not hold. */
  z.object({ kind: z.literal("version"), node: z.string(), region: z.string(), part: z.number() }),
  z.object({ kind: z.literal("panic"), region: z.string() }),
  /** No node of it may take requests. */
  z.object({ kind: z.literal("region-empty"), region: z.string() }),
]);
export type ShareCause = z.infer<typeof ShareCause>;

/** Whose gateways count, and which regions they may send to. */
type Scope = { originIds: ReadonlySet<string>; regionIds: ReadonlySet<string> };

export function shareCauses(traffic: TrafficView, live: readonly OriginLive[], scope: Scope): ShareCause[] {
  const regions = traffic.nodes.filter(({ regionId }) => scope.regionIds.has(regionId));
  const nameOf = (id: string) => traffic.regions.find((region) => region.id === id)?.name ?? id;
  const marks = live.flatMap((one) => one.marks);
  return [
    ...gatewaysBehind(traffic, scope),
    ...regions.flatMap(({ regionId, nodes }) => {
      const region = nameOf(regionId);
      const isEmpty = nodes.every(({ state }) => state === "drain" || state === "cordon");
      const isInPanic = marks.some(([id, kind]) => kind === "panic" && id === regionId);
      return [
        ...(isEmpty ? [{ kind: "region-empty" as const, region }] : []),
        ...(isInPanic ? [{ kind: "panic" as const, region }] : []),
        ...nodes.flatMap((node) => nodeCauses(node, region, scope, traffic, marks)),
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

function nodeCauses(
  { id, name, out: views }: Node,
  region: string,
  { originIds }: Scope,
  { gateways }: TrafficView,
  marks: OriginLive["marks"],
): ShareCause[] {
  const counted = new Set(gateways.filter((one) => originIds.has(one.regionId)).map((one) => one.id));
  const out = views.filter(({ gatewayId }) => counted.has(gatewayId));
  if (out.length > 0) return [{ kind: "node-out", node: name, region, out }];
  return (["slow-start", "slow", "version"] as const).flatMap((kind) => {
    const parts = marks.filter(([nodeId, marked]) => nodeId === id && marked === kind);
    if (parts.length === 0) return [];
    return [{ kind, node: name, region, part: Math.min(...parts.map(([, , value]) => value)) }];
  });
}
