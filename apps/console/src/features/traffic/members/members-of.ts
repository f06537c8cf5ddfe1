import type { TrafficView } from "@meridian/contracts/api";
import { seriesColour } from "@/components/charts/series.ts";
import type { Member } from "../draft/draft.ts";

/** A region keeps its colour on every page. */
export function originMembers({ regions, origins, nodes }: TrafficView, originId: string): Member[] {
  const members = origins.find(({ regionId }) => regionId === originId)?.targets ?? [];
  return members.map(({ regionId, ...desired }) => {
    const index = regions.findIndex(({ id }) => id === regionId);
    const active = nodes
      .find((one) => one.regionId === regionId)
      ?.nodes.filter(({ state, weight }) => state === "active" && weight > 0);
    const isUnproven = (active ?? []).every((node) => node.isUnproven);
    const name = regions[index]?.name ?? regionId;
    return { ...desired, id: regionId, name, colour: seriesColour(index), isUnproven };
  });
}

/** Steps of the region's colour, so that neighbours differ. */
const strengths = [100, 70, 45];

export function nodeMembers({ regions, nodes }: TrafficView, regionId: string): Member[] {
  const colour = seriesColour(regions.findIndex(({ id }) => id === regionId));
  const members = nodes.find((one) => one.regionId === regionId)?.nodes ?? [];
  return members.map(({ id, name, state, weight, drain, isUnproven }, index) => {
    const strength = strengths[index % strengths.length] ?? 100;
    const shade = `color-mix(in oklab, ${colour} ${strength}%, var(--color-canvas))`;
    return { id, name, state, weight, drain, isUnproven, colour: shade };
  });
}
