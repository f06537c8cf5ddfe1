"use client";

import type { TrafficView } from "@meridian/contracts/api";
import type { LoadForecast, RegionLoss } from "@meridian/contracts/forecast";
import { useTranslations } from "next-intl";
import { durationFigure, figureText, rateFigure, shareFigure } from "@/client/format/figure.ts";

/** One figure of a forecast, in words. */
export type Reading = { name: string; text: string; note: string; isBad: boolean };

/** More would bury the others; the busiest region has a row of its own. */
const regionsMax = 6;

/** Reads out a forecast, always in the same rows; what is not known says so. */
export function useReadings(
  regions: TrafficView["regions"],
): (forecast: LoadForecast | null, loss: RegionLoss | null) => Reading[] {
  const t = useTranslations("traffic.whatIf");
  const unknown = { text: t("unknown"), note: t("unknownNote"), isBad: false };

  const used = (name: string, utilisation: number | null | undefined): Reading => {
    if (utilisation === null || utilisation === undefined) return { name, ...unknown };
    const text = figureText(shareFigure(utilisation));
    return { name, text, note: t("useNote"), isBad: utilisation > 1 };
  };
  const p95 = (times: LoadForecast["p95Ms"] | undefined): Reading => {
    const name = t("p95");
    if (!times) return { name, ...unknown, note: t("p95Unknown") };
    const [from, to] = [times.from, times.to].map((ms) => figureText(durationFigure(ms)));
    const text = from === to ? String(from) : t("range", { from: String(from), to: String(to) });
    return { name, text, note: t("p95Note"), isBad: false };
  };
  const carried = (loss: RegionLoss | null): Reading => {
    const name = t("loss");
    if (!loss) return { name, ...unknown };
    const region = regions.find(({ id }) => id === loss.regionId)?.name ?? loss.regionId;
    if (loss.overflowPerSecond > 0) {
      const short = figureText(rateFigure(loss.overflowPerSecond));
      return { name, text: t("short", { short }), note: t("shortNote", { region, short }), isBad: true };
    }
    const use = figureText(shareFigure(loss.utilisation));
    return { name, text: t("carried"), note: t("carriedNote", { region, use }), isBad: false };
  };

  return (forecast, loss) => {
    const uses = forecast?.regions.map(({ utilisation }) => utilisation) ?? [null];
    const busiest = uses.includes(null) ? null : Math.max(0, ...uses.map(Number));
    const rows = regions.slice(0, regionsMax).map(({ id, name }) => {
      const region = forecast?.regions.find(({ regionId }) => regionId === id);
      return used(name, region?.utilisation);
    });
    return [...rows, used(t("busiest"), busiest), p95(forecast?.p95Ms), carried(loss)];
  };
}
