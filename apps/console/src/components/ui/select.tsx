"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import { type ReactNode, useId } from "react";
import { Tooltip } from "./tooltip.tsx";

export type SelectOption = { value: string; label: ReactNode; isDisabled?: boolean };

type SelectProps = {
  label: string;
  isLabelHidden?: boolean;
  value: string;
  onChange: (value: string) => void;
  options: readonly SelectOption[];
  /** Present: nothing can be chosen, and it says why on hover and focus. */
  disabledReason?: string | undefined;
};

export function Select({
  label,
  isLabelHidden = false,
  value,
  onChange,
  options,
  disabledReason,
}: SelectProps) {
  const id = useId();
  const isDisabled = disabledReason !== undefined;
  const trigger = (
    <Primitive.Trigger
      aria-labelledby={id}
      aria-disabled={isDisabled || undefined}
      className="flex h-8 w-full items-center justify-between gap-2 rounded-md border border-line-control bg-canvas px-3 text-left hover:bg-hover aria-disabled:cursor-not-allowed aria-disabled:border-line-strong aria-disabled:hover:bg-canvas data-[state=open]:bg-hover"
    >
      <span className="truncate">
        <Primitive.Value />
      </span>
      <Primitive.Icon>
        <ChevronDown size={14} aria-hidden className="text-muted" />
      </Primitive.Icon>
    </Primitive.Trigger>
  );
  return (
    <div className="min-w-0">
      <label id={id} className={isLabelHidden ? "sr-only" : "mb-1 block text-xs text-muted"}>
        {label}
      </label>
      <Primitive.Root value={value} onValueChange={onChange} {...(isDisabled && { open: false })}>
        {isDisabled ? <Tooltip label={disabledReason}>{trigger}</Tooltip> : trigger}
        <Primitive.Portal>
          <Primitive.Content
            position="popper"
            sideOffset={4}
            collisionPadding={8}
            className="z-50 max-h-80 min-w-(--radix-select-trigger-width) animate-rise overflow-hidden rounded-lg border border-line bg-canvas p-1 shadow-menu"
          >
            <Primitive.Viewport>
              {options.map((option) => (
                <Option key={option.value} {...option} />
              ))}
            </Primitive.Viewport>
          </Primitive.Content>
        </Primitive.Portal>
      </Primitive.Root>
    </div>
  );
}

function Option({ value, label, isDisabled = false }: SelectOption) {
  return (
    <Primitive.Item
      value={value}
      disabled={isDisabled}
      className="flex h-8 items-center gap-2 rounded-sm pr-3 pl-2 outline-none select-none data-disabled:text-muted data-highlighted:bg-hover"
    >
      <span className="size-4">
        <Primitive.ItemIndicator>
          <Check size={16} aria-hidden className="text-accent-ink" />
        </Primitive.ItemIndicator>
      </span>
      <Primitive.ItemText>{label}</Primitive.ItemText>
    </Primitive.Item>
  );
}
