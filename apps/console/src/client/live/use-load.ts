import type { Policy } from "@meridian/contracts/forecast";
import { LoadMemo, type Load } from "./load-memo.ts";
import { useLiveFigures } from "./use-fleet-live.ts";

const memo = new LoadMemo();

/** How to tell what a policy makes of the fleet's load, anew with every message; null before the first. */
export function useLoad(): ((policy: Policy) => Load | null) | null {
  const figures = useLiveFigures();
  return figures && ((policy) => memo.of(policy, figures.seq(), figures));
}
