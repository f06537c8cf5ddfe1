"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useState } from "react";
import { parseWhole } from "@/client/format/number-text.ts";
import { useReportProblem } from "./field-problems.ts";
import { Tooltip } from "./tooltip.tsx";

type NumberFieldProps = {
  label: string;
  isLabelHidden?: boolean;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  /** Reads what was typed; null: it is no number. */
  parse?: (text: string) => number | null;
  /** What may be typed, in words. Default: a whole number of the range. */
  expected?: string;
  /** The refusal lies over what is below: for a field that is narrower than a sentence. */
  isNoteFloating?: boolean;
  disabledReason?: string | undefined;
  className?: string;
};

/**
 * A whole number: typed and taken by Enter or on leaving, or stepped by the arrows (with Shift by 10). What is no number of the
 * range is refused aloud and stays as typed; the value stays too, and the form around waits. Escape brings the value back.
 */
export function NumberField({
  label,
  isLabelHidden = false,
  value,
  min,
  max,
  onChange,
  parse = parseWhole,
  expected,
  isNoteFloating = false,
  disabledReason,
  className,
}: NumberFieldProps) {
  const t = useTranslations("common.number");
  const id = useId();
  const [typed, setTyped] = useState<{ text: string; refusedAt?: number } | null>(null);
  // A value that has changed since, by the slider for example, has the last word.
  const shown = typed?.refusedAt === undefined || typed.refusedAt === value ? typed : null;
  const isRefused = shown?.refusedAt !== undefined;
  useReportProblem(isRefused);
  const take = () => {
    if (shown === null) return;
    const next = parse(shown.text);
    const isTaken = next !== null && next >= min && next <= max;
    if (isTaken) onChange(next);
    setTyped(isTaken ? null : { text: shown.text, refusedAt: value });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Enter") take();
    if (event.key === "Escape") setTyped(null);
    if (step === undefined || disabledReason !== undefined) return;
    event.preventDefault();
    setTyped(null);
    onChange(Math.min(max, Math.max(min, value + step * (event.shiftKey ? 10 : 1))));
  };
  const input = (
    <input
      id={id}
      inputMode={parse === parseWhole ? "numeric" : "text"}
      autoComplete="off"
      readOnly={disabledReason !== undefined}
      aria-disabled={disabledReason !== undefined || undefined}
      aria-invalid={isRefused || undefined}
      aria-describedby={isRefused ? `${id}-note` : undefined}
      value={shown?.text ?? String(value)}
      onChange={(event) => setTyped({ text: event.target.value })}
      onFocus={(event) => event.target.select()}
      onBlur={take}
      onKeyDown={onKeyDown}
      className="h-8 w-full rounded-md border border-line-control bg-canvas px-2 text-right focus-visible:outline-offset-0 aria-disabled:cursor-not-allowed aria-disabled:border-line-strong aria-disabled:text-muted aria-invalid:border-failing"
    />
  );
  const found = shown?.text.trim();
  return (
    <div className={clsx("relative min-w-0", className)}>
      <label htmlFor={id} className={isLabelHidden ? "sr-only" : "mb-1 block text-xs text-muted"}>
        {label}
      </label>
      {disabledReason === undefined ? input : <Tooltip label={disabledReason}>{input}</Tooltip>}
      {isRefused && (
        <p
          id={`${id}-note`}
          role="alert"
          className={clsx(
            "mt-1 text-xs text-danger-ink",
            isNoteFloating &&
              "absolute top-full right-0 z-20 w-60 rounded-md border border-danger-line bg-danger-soft px-2 py-1 shadow-menu",
          )}
        >
          {t("refused", {
            found: found ? t("quoted", { found }) : t("nothing"),
            expected: expected ?? t("whole", { min, max }),
          })}
        </p>
      )}
    </div>
  );
}
