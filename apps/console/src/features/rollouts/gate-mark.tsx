"use client";

import type { GateView } from "@meridian/contracts/api";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { figureText, shareFigure } from "@/client/format/figure.ts";

const looks = {
  pass: { glyph: "✓", className: "text-ready" },
  fail: { glyph: "✕", className: "text-danger-ink font-semibold" },
  "too-early": { glyph: "…", className: "text-muted" },
  "no-data": { glyph: "…", className: "text-muted" },
} as const;

/** A gate's verdict with its value, limit and sample size. */
export function GateMark({ gate: { gate, answer, value, limit, requests } }: { gate: GateView }) {
  const t = useTranslations("rollouts.gate");
  const { glyph, className } = looks[answer];
  const text = (amount: number) =>
    gate === "error-share" ? figureText(shareFigure(amount)) : `${Number(amount.toFixed(2))}\u00a0×`;
  return (
    <span className="flex min-w-0 gap-2">
      <span aria-hidden className={clsx("w-3 shrink-0 text-center", className)}>
        {glyph}
      </span>
      {answer !== "too-early" && <span className="sr-only">{t(`answer.${answer}`)}</span>}
      <span>
        {t(`name.${gate}`)} {value === null ? "–" : text(value)}{" "}
        <span className="text-muted">
          {t("limit", { limit: text(limit) })} · {t("requests", { count: requests })}
          {answer === "too-early" && ` · ${t("answer.too-early")}`}
        </span>
      </span>
    </span>
  );
}
