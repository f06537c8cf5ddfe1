"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import { type ReactNode, useId } from "react";

export type SelectOption = { value: string; label: ReactNode; isDisabled?: boolean };

type SelectProps = {
  label: string;
  isLabelHidden?: boolean;
  value: string;
  onChange: (value: string) => void;
  options: readonly SelectOption[];
};

export function Select({ label, isLabelHidden = false, value, onChange, options }: SelectProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label id={id} className={isLabelHidden ? "sr-only" : "mb-1 block text-xs text-muted"}>
        {label}
      </label>
      <Primitive.Root value={value} onValueChange={onChange}>
        <Primitive.Trigger
          aria-labelledby={id}
          className="flex h-8 w-full items-center justify-between gap-2 rounded-md border border-line-control bg-canvas px-3 text-left hover:bg-hover data-[state=open]:bg-hover"
        >
          <span className="truncate">
            <Primitive.Value />
          </span>
          <Primitive.Icon>
            <ChevronDown size={14} aria-hidden className="text-muted" />
          </Primitive.Icon>
        </Primitive.Trigger>
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
