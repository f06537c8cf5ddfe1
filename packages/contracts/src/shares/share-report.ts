import { z } from "zod";
import { declaredShares } from "../routing/shares.ts";
import { type OriginLive, PickerFault } from "../wire/operator-protocol.ts";
import { judgeShare, ShareVerdict } from "./share-verdict.ts";
import { shareCauses, ShareCause } from "./share-causes.ts";
import type { TrafficView } from "../api/traffic.ts";

export const MemberShare = z.object({
  id: z.string().describe("Region or node id."),
  declared: z.number().describe("Share by the declared weights, 0 to 1."),
  expected: z
    .number()
    .nullable()
    .describe("Share that gateways aimed at, given the health they see, 0 to 1; null: no requests yet."),
  observed: z
    .number()
    .nullable()
    .describe("Share of the requests that went there, 0 to 1; null: no requests yet."),
  verdict: ShareVerdict,
});
export type MemberShare = z.infer<typeof MemberShare>;

/** An origin's regions, or a region's nodes, as gateways counted. */
export const ShareReport = z.object({
  regionId: z.string().describe("The origin, or the nodes' region."),
  requests: z.number().describe("Requests counted."),
  windowMs: z.number().describe("Time over which they were counted, in ms; at most 30000."),
  shares: z.array(MemberShare).describe("Each region's or node's share."),
  causes: z
    .array(ShareCause)
    .describe("Why expected shares differ from declared ones; empty: they do not, or the cause is gone."),
});
export type ShareReport = z.infer<typeof ShareReport>;

export const TrafficShares = z.object({
  origins: z.array(ShareReport).describe("Each origin's requests, by region."),
  nodes: z.array(ShareReport).describe("Each region's requests, by node, from all origins."),
  faults: z
    .array(PickerFault)
    .describe("Gateways whose picks differ from their own expected shares: an alarm."),
});
export type TrafficShares = z.infer<typeof TrafficShares>;

type LiveOf = (originId: string) => OriginLive | null;

/** The region of each node, by node id. */
export function nodeHomes({ nodes: regions }: Pick<TrafficView, "nodes">): ReadonlyMap<string, string> {
  return new Map(regions.flatMap(({ regionId, nodes }) => nodes.map(({ id }) => [id, regionId])));
}

/** Where an origin's requests go, by region. Who asks for many origins finds `homes` once. */
export function originShares(
  traffic: TrafficView,
  liveOf: LiveOf,
  originId: string,
  homes = nodeHomes(traffic),
): ShareReport {
  const targets = traffic.origins.find(({ regionId }) => regionId === originId)?.targets ?? [];
  const live = [liveOf(originId)].filter((one) => one !== null);
  const declared = declaredShares(targets.map((target) => ({ ...target, id: target.regionId })));
  const report = reportOf(
    originId,
    declared,
    live,
    sumUp(live, (nodeId) => homes.get(nodeId)),
  );
  const served = targets.filter(({ state }) => state === "active" || state === "standby");
  const regionIds = new Set(served.map(({ regionId }) => regionId));
  return withCauses(report, () => shareCauses(traffic, live, { originIds: new Set([originId]), regionIds }));
}

/** What all origins together sent to each node. */
export function nodeCounts(traffic: TrafficView, liveOf: LiveOf): NodeCounts {
  const live = traffic.regions.flatMap(({ id }) => liveOf(id) ?? []);
  return { live, counts: sumUp(live, (nodeId) => nodeId) };
}

/** How a region's requests are divided among its nodes, from all origins. Who asks for many regions adds up `sent` once. */
export function nodeShares(
  traffic: TrafficView,
  liveOf: LiveOf,
  regionId: string,
  sent = nodeCounts(traffic, liveOf),
): ShareReport {
  const nodes = traffic.nodes.find((one) => one.regionId === regionId)?.nodes ?? [];
  const declared = declaredShares(nodes);
  const { live } = sent;
  const counts = new Map(
    [...declared.keys()].flatMap((id) => {
      const own = sent.counts.get(id);
      return own ? [[id, own] as const] : [];
    }),
  );
  const report = reportOf(regionId, declared, live, counts);
  const originIds = new Set(traffic.regions.map(({ id }) => id));
  return withCauses(report, () => shareCauses(traffic, live, { originIds, regionIds: new Set([regionId]) }));
}

type Counts = { picks: number; expected: number };
type NodeCounts = { live: readonly OriginLive[]; counts: ReadonlyMap<string, Counts> };

function reportOf(
  regionId: string,
  declared: ReadonlyMap<string, number>,
  live: readonly OriginLive[],
  counts: ReadonlyMap<string, Counts>,
): Omit<ShareReport, "causes"> {
  const requests = total(counts, ({ picks }) => picks);
  const wanted = total(counts, ({ expected }) => expected);
  const shares = [...declared].map(([id, share]): MemberShare => {
    const { picks = 0, expected = 0 } = counts.get(id) ?? {};
    if (requests === 0 || wanted === 0)
      return { id, declared: share, expected: null, observed: null, verdict: "not-enough-data" };
    const figures = { declared: share, expected: expected / wanted, observed: picks / requests };
    return { id, ...figures, verdict: judgeShare({ ...figures, requests }) };
  });
  return { regionId, requests, windowMs: Math.max(0, ...live.map(({ windowMs }) => windowMs)), shares };
}

/** Picks, and what they should have been, by `keyOf` the node; nodes without a key are left out. */
function sumUp(
  live: readonly Pick<OriginLive, "picks">[],
  keyOf: (nodeId: string) => string | undefined,
): Map<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const one of live) {
    for (const [nodeId, picks, expected] of one.picks) {
      const key = keyOf(nodeId);
      if (key === undefined) continue;
      const sum = sums.get(key) ?? { picks: 0, expected: 0 };
      sum.picks += picks;
      sum.expected += expected;
      sums.set(key, sum);
    }
  }
  return sums;
}

function withCauses(report: Omit<ShareReport, "causes">, causes: () => ShareCause[]): ShareReport {
  const isExplained = report.shares.some(({ verdict }) => verdict === "explained");
  return { ...report, causes: isExplained ? causes() : [] };
}

function total(counts: ReadonlyMap<string, Counts>, of: (counts: Counts) => number): number {
  return [...counts.values()].reduce((sum, one) => sum + of(one), 0);
}
