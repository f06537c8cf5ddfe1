import type { TargetState } from "@meridian/contracts/fleet";

/** What a route policy belongs to: an origin's regions, or a region's nodes for all origins. */
export type PolicyRef = { type: "traffic" | "nodes"; id: string };

/** A region or node as a rule judges it. */
export type WeightedMember = { id: string; state: TargetState; weight: number };
