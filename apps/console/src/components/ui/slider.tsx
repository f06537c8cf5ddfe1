"use client";

import clsx from "clsx";
import { Slider as Primitive } from "radix-ui";
import { Tooltip } from "./tooltip.tsx";

type SliderProps = {
  label: string;
  /** What a screen reader says instead of the bare number. */
  valueText: string;
  value: number;
  max: number;
  onChange: (value: number) => void;
  /** Fill of the track; a CSS colour. */
  colour: string;
  /** Present: it does not move and says why on hover and focus. */
  disabledReason?: string | undefined;
};

/** A whole number from 0. Arrows step by 1, Page and Shift by 10 steps, Home and End go to the ends. */
export function Slider({ label, valueText, value, max, onChange, colour, disabledReason }: SliderProps) {
  const isDisabled = disabledReason !== undefined;
  const thumb = (
    <Primitive.Thumb
      aria-label={label}
      aria-valuetext={valueText}
      aria-disabled={isDisabled || undefined}
      className={clsx(
        "block size-4 rounded-full border-2 border-canvas shadow-[0_0_0_1px_var(--color-line-control)]",
        isDisabled ? "cursor-not-allowed" : "cursor-grab active:cursor-grabbing",
      )}
      style={{ background: isDisabled ? "var(--color-line-control)" : colour }}
    />
  );
  return (
    <Primitive.Root
      value={[value]}
      max={max}
      onValueChange={([next]) => !isDisabled && next !== undefined && onChange(next)}
      className="relative flex h-8 w-full touch-none items-center select-none"
    >
      <Primitive.Track className="relative h-1.5 grow overflow-hidden rounded-full bg-pressed">
        <Primitive.Range
          className="absolute h-full"
          style={{ background: isDisabled ? "var(--color-line-control)" : colour }}
        />
      </Primitive.Track>
      {isDisabled ? <Tooltip label={disabledReason}>{thumb}</Tooltip> : thumb}
    </Primitive.Root>
  );
}
