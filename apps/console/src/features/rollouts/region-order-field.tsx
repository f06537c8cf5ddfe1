"use client";

import type { RegionView } from "@meridian/contracts/api";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { flushSync } from "react-dom";
import { Button } from "@/components/ui/button.tsx";
import { moved, type RegionChoice, toggled } from "./start-fields.ts";

type RegionOrderFieldProps = {
  regions: readonly RegionView[];
  choices: readonly RegionChoice[];
  onChange: (choices: RegionChoice[]) => void;
};

/** Which regions, and in which order. */
export function RegionOrderField({ regions, choices, onChange }: RegionOrderFieldProps) {
  const t = useTranslations("rollouts.start");
  /** Keep the focus on the row that moves: moving its element in the page would drop it. */
  const move = (id: string, by: -1 | 1) => (event: MouseEvent<HTMLButtonElement>) => {
    const button = event.currentTarget;
    flushSync(() => onChange(moved(choices, id, by)));
    button.focus();
  };
  return (
    <fieldset>
      <legend className="mb-1 text-xs text-muted">{t("regions")}</legend>
      <ol className="rounded-md border border-line-control">
        {choices.map(({ id, isIncluded }, index) => {
          const region = regions.find((one) => one.id === id);
          const nodes = region?.agents.filter(({ role }) => role === "inference").length ?? 0;
          const name = region?.name ?? id;
          const isLast = index === choices.length - 1;
          return (
            <li key={id} className="flex items-center gap-1 border-t border-line pr-1 pl-3 first:border-t-0">
              <label className="flex min-w-0 flex-1 items-center gap-3 py-1.5">
                <input
                  type="checkbox"
                  checked={isIncluded}
                  onChange={() => onChange(toggled(choices, id))}
                  className="size-4 accent-accent"
                />
                <span className="truncate">{name}</span>
                <span className="text-xs text-muted">{t("nodes", { count: nodes })}</span>
              </label>
              <Button
                look="quiet"
                size="small"
                aria-label={t("up", { region: name })}
                onClick={move(id, -1)}
                disabledReason={index === 0 ? t("atEnd") : undefined}
              >
                <ArrowUp size={14} aria-hidden />
              </Button>
              <Button
                look="quiet"
                size="small"
                aria-label={t("down", { region: name })}
                onClick={move(id, 1)}
                disabledReason={isLast ? t("atEnd") : undefined}
              >
                <ArrowDown size={14} aria-hidden />
              </Button>
            </li>
          );
        })}
      </ol>
    </fieldset>
  );
}
