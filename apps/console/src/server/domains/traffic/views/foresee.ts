import type { TrafficForecast, TrafficView } from "@meridian/contracts/api";
import { forecastLoad, type LoadFigures, loadModelOf } from "@meridian/contracts/forecast";
import { declaredShares } from "@meridian/contracts/routing";
import type { RoutePolicyRef } from "../route-policy.ts";
import { readTrafficRows } from "./load-traffic-rows.ts";
import { type TrafficContext, trafficView } from "./get-traffic.ts";

/** What a change of a policy makes of shares and load: called before it, and what it returns after it, with that transaction. */
export async function foresee(ctx: TrafficContext, subject: RoutePolicyRef) {
  const figures = figuresOf(ctx);
  const before = await trafficView(ctx, await readTrafficRows(ctx.db));
  const scope = subject.type === "traffic" ? { originId: subject.id } : {};
  const loadUnder = (policy: TrafficView) => {
    const model = loadModelOf(policy, figures);
    return model && forecastLoad(model, scope);
  };
  return async (tried: TrafficContext): Promise<TrafficForecast> => {
    const after = await trafficView(tried, await readTrafficRows(tried.db));
    const [sharesBefore, sharesAfter] = [sharesOf(before, subject), sharesOf(after, subject)];
    const ids = [...new Set([...sharesBefore.keys(), ...sharesAfter.keys()])];
    const [loadBefore, loadAfter] = [loadUnder(before), loadUnder(after)];
    return {
      shares: ids.map((id) => ({
        id,
        before: sharesBefore.get(id) ?? 0,
        after: sharesAfter.get(id) ?? 0,
      })),
      load: loadBefore && loadAfter && { before: loadBefore, after: loadAfter },
    };
  };
}

function sharesOf(
  { origins, nodes }: TrafficView,
  { type, id }: RoutePolicyRef,
): ReadonlyMap<string, number> {
  if (type === "nodes") return declaredShares(nodes.find(({ regionId }) => regionId === id)?.nodes ?? []);
  const targets = origins.find(({ regionId }) => regionId === id)?.targets ?? [];
  return declaredShares(targets.map((target) => ({ ...target, id: target.regionId })));
}

function figuresOf({ agents }: TrafficContext): LoadFigures {
  const byAgent = new Map(agents.agentsLive().map((one) => [one.id, one]));
  const byRegion = new Map(agents.regionsLive().map((one) => [one.id, one]));
  return { agent: (id) => byAgent.get(id) ?? null, region: (id) => byRegion.get(id) ?? null };
}
