"use client";

import { useFormatter, useTranslations } from "next-intl";
import { figureText, rateFigure } from "@/client/format/figure.ts";
import type { Member } from "./draft.ts";
import type { Effect, Gain } from "./effects.ts";
import { percentText } from "../shares/shares.ts";
import type { RoutePolicyRef } from "../route-policy.ts";

/** Says what a draft does, in numbers. */
export function useEffectText(
  { type, regionName }: RoutePolicyRef,
  members: readonly Member[],
): (effect: Effect) => string {
  const t = useTranslations("traffic.effect");
  const format = useFormatter();
  const names = new Map(members.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? id;

  const moves = ({ share, perSecond, from, to }: Extract<Effect, { kind: "moves" }>) =>
    t(type === "traffic" ? "moves" : "movesInRegion", {
      share: percentText(tenth(share)),
      region: regionName,
      hasRate: String(perSecond !== null),
      rate: figureText(rateFigure(perSecond ?? 0)),
      from: format.list(from.map(nameOf)),
      to: format.list(to.map((gain) => gainText(gain, to.length))),
    });
  const gainText = ({ id, share }: Gain, gains: number) =>
    gains === 1 ? nameOf(id) : t("gain", { name: nameOf(id), share: percentText(tenth(share)) });

  return (effect) => {
    if (effect.kind === "moves") return moves(effect);
    if (effect.kind === "unproven") return t(`unproven.${type}`, { name: nameOf(effect.id) });
    if (effect.kind !== "state") return t(effect.kind, { region: regionName });
    const { id, state, drain } = effect;
    if (state === "drain" && drain)
      return t(`state.drain.${drain.then}`, { name: nameOf(id), minutes: drain.minutes });
    return t(state === "drain" ? "state.drain.kept" : `state.${state}`, { name: nameOf(id) });
  };
}

function tenth(share: number): number {
  return Math.round(share * 1000) / 10;
}
