import type { AnswerTiming, SentRequest } from "@meridian/contracts/routing";
import type { NodeSpec } from "./sim-node.ts";
import type { Random } from "./random.ts";

/** How a gateway chooses. Nodes are told apart by their place in the list. */
export interface Policy {
  pick(nowMs: number): number;
  sent(node: number, request: SentRequest): void;
  answered(node: number, request: SentRequest, answer: AnswerTiming): void;
  /** Nodes that want a probe now; asked twice a second. */
  nodesToProbe(nowMs: number): number[];
}

export type RegionSpec = { id: string; state: "active" | "standby"; weight: number };
export type PolicySpec = { nodes: readonly NodeSpec[]; regions: readonly RegionSpec[]; random: Random };
export type MakePolicy = (spec: PolicySpec) => Policy;
