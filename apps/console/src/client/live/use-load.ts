import type { Policy } from "@meridian/contracts/forecast";
import { LoadMemo, type Load } from "./load-memo.ts";
import { useLiveFigures } from "./use-fleet-live.ts";

const memo = new LoadMemo();

/** The fleet's load under a policy, recomputed with every live message; null before the first. */
export function useLoad(): ((policy: Policy) => Load | null) | null {
  const figures = useLiveFigures();
  return figures && ((policy) => memo.of(policy, figures.seq(), figures));
}
