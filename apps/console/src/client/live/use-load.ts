import {
  type LoadFigures,
  type LoadModel,
  loadModelOf,
  type Policy,
  type RegionLoss,
  worstRegionLoss,
} from "@meridian/contracts/forecast";
import { useLiveFigures } from "./use-fleet-live.ts";

type Load = { model: LoadModel; loss: RegionLoss | null };

/** What policies make of the newest figures: worked out once a message, however many places of a page show it. */
export class LoadMemo {
  private readonly known = new WeakMap<Policy, { seq: number; load: Load | null }>();

  /** `seq`: of the message that brought the figures. Null: not enough data. */
  of(policy: Policy, seq: number, figures: LoadFigures): Load | null {
    const known = this.known.get(policy);
    if (known?.seq === seq) return known.load;
    const model = loadModelOf(policy, figures);
    const load = model && { model, loss: worstRegionLoss(model) };
    this.known.set(policy, { seq, load });
    return load;
  }
}

const memo = new LoadMemo();

/** The fleet's load under a policy, recomputed with every live message; null before the first. */
export function useLoad(): ((policy: Policy) => Load | null) | null {
  const figures = useLiveFigures();
  return figures && ((policy) => memo.of(policy, figures.seq(), figures));
}
