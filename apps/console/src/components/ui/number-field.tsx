"use client";

import clsx from "clsx";
import { type KeyboardEvent, useId, useState } from "react";
import { Tooltip } from "./tooltip.tsx";

type NumberFieldProps = {
  label: string;
  isLabelHidden?: boolean;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  /** Reads what was typed; null: it is no number, and the value stays. */
  parse?: (text: string) => number | null;
  disabledReason?: string | undefined;
  className?: string;
};

/** A whole number: typed and taken by Enter or on leaving, or stepped by the arrows (with Shift by 10). */
export function NumberField({
  label,
  isLabelHidden = false,
  value,
  min,
  max,
  onChange,
  parse = wholeNumber,
  disabledReason,
  className,
}: NumberFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const set = (next: number) => onChange(Math.min(max, Math.max(min, next)));
  const take = () => {
    const next = typed === null ? null : parse(typed);
    if (next !== null) set(next);
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Enter") take();
    if (event.key === "Escape") setTyped(null);
    if (step === undefined || disabledReason !== undefined) return;
    event.preventDefault();
    setTyped(null);
    set(value + step * (event.shiftKey ? 10 : 1));
  };
  const input = (
    <input
      id={id}
      inputMode="numeric"
      autoComplete="off"
      readOnly={disabledReason !== undefined}
      aria-disabled={disabledReason !== undefined || undefined}
      value={typed ?? String(value)}
      onChange={(event) => setTyped(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={take}
      onKeyDown={onKeyDown}
      className="h-8 w-full rounded-md border border-line-control bg-canvas px-2 text-right focus-visible:outline-offset-0 aria-disabled:cursor-not-allowed aria-disabled:border-line-strong aria-disabled:text-muted"
    />
  );
  return (
    <div className={clsx("min-w-0", className)}>
      <label htmlFor={id} className={isLabelHidden ? "sr-only" : "mb-1 block text-xs text-muted"}>
        {label}
      </label>
      {disabledReason === undefined ? input : <Tooltip label={disabledReason}>{input}</Tooltip>}
    </div>
  );
}

function wholeNumber(text: string): number | null {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : null;
}
