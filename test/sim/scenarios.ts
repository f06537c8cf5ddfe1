import { capacityPerS } from "./measures.ts";
import { MeridianPolicy } from "./meridian-policy.ts";
import type { MakePolicy } from "./policy.ts";
import type { CostModel, Engine, NodeSpec } from "./sim-node.ts";
import { World, type WorldSpec } from "./world.ts";

/** Fitted on two cores with static int8 at MGeo's size, and a guess at a small accelerator. */
export const costs = {
  cpu: { aMs: 2.6, cMs: 0.19, budget: 256 },
  accelerator: { aMs: 1.2, cMs: 0.02, budget: 1024 },
} satisfies Record<string, CostModel>;
export type CostName = keyof typeof costs;

export const weights = [50, 30, 20];
const rttsMs = [10, 25, 60];

type Given = Partial<Omit<WorldSpec<MeridianPolicy>, "nodes" | "requestsPerS" | "makePolicy">> & {
  cost: CostName;
  /** Of the busiest node, 0–1. */
  utilisation: number | ((nowMs: number) => number);
  /** What is special about a node, by its place. */
  special?: (index: number) => Partial<NodeSpec>;
  names?: readonly string[];
};

/** Three nodes with weights 50/30/20 and unequal ways; the first is the busiest. */
export function threeNodes(given: Given): World<MeridianPolicy> {
  return threeNodesBy((spec) => new MeridianPolicy(spec), given);
}

export function threeNodesBy<P extends ReturnType<MakePolicy>>(
  makePolicy: (spec: Parameters<MakePolicy>[0]) => P,
  { cost: costName, utilisation, special = () => ({}), seed = 1, ...rest }: Given,
): World<P> {
  const cost = costs[costName];
  const nodes = weights.map((weight, index) => ({
    ...{ name: `n${index}`, region: "home", weight, cost, rttMs: rttsMs[index] ?? 0 },
    ...special(index),
  }));
  const fullPerS = 2 * capacityPerS(cost);
  const at = typeof utilisation === "number" ? () => utilisation : utilisation;
  return new World({ ...rest, seed, nodes, makePolicy, requestsPerS: (nowMs) => fullPerS * at(nowMs) });
}

/** `factor` times slower from `fromMs` to `toMs`. */
export function slower(factor: number, fromMs: number, toMs: number): Engine {
  return (startMs, workMs) => startMs + (startMs >= fromMs && startMs < toMs ? factor : 1) * workMs;
}

/** Stopped and continued from `fromMs` to `toMs`: it runs for 50 ms of each second. */
export function stuttering(fromMs: number, toMs: number): Engine {
  return (startMs, workMs) => {
    let [atMs, leftMs] = [startMs, workMs];
    while (leftMs > 1e-9) {
      const phaseMs = atMs % 1000;
      if (atMs >= fromMs && atMs < toMs && phaseMs >= 50) {
        atMs += 1000 - phaseMs;
        continue;
      }
      const isFree = atMs < fromMs || atMs >= toMs;
      const stretchMs = isFree ? leftMs : Math.min(leftMs, 50 - phaseMs);
      atMs += stretchMs;
      leftMs -= stretchMs;
    }
    return atMs;
  };
}
