import clsx from "clsx";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { Tooltip } from "./tooltip.tsx";

const looks = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover aria-disabled:bg-pressed aria-disabled:text-muted",
  secondary:
    "border border-line-strong bg-canvas text-ink hover:bg-hover aria-disabled:text-muted aria-disabled:hover:bg-canvas",
  quiet:
    "text-muted hover:bg-hover hover:text-ink data-[state=open]:bg-hover aria-disabled:hover:bg-transparent",
} as const;
const sizes = { medium: "h-8 gap-2 px-3", small: "h-6 gap-1 px-2 text-xs", icon: "size-8 shrink-0" } as const;

type ButtonProps = Omit<ComponentProps<"button">, "disabled"> & {
  look?: keyof typeof looks;
  size?: keyof typeof sizes;
  /** Present: the button does nothing and says why on hover and focus. */
  disabledReason?: string | undefined;
  asChild?: boolean;
};

export function Button({
  look = "secondary",
  size = "medium",
  disabledReason,
  asChild = false,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  const Element = asChild ? Slot.Root : "button";
  const isDisabled = disabledReason !== undefined;
  const button = (
    <Element
      {...(asChild ? {} : { type: "button" as const })}
      {...rest}
      aria-disabled={isDisabled || undefined}
      onClick={isDisabled ? (event) => event.preventDefault() : onClick}
      className={clsx(
        "inline-flex items-center justify-center rounded-md font-medium whitespace-nowrap transition-colors duration-120 select-none aria-disabled:cursor-not-allowed",
        looks[look],
        sizes[size],
        className,
      )}
    />
  );
  return isDisabled ? <Tooltip label={disabledReason}>{button}</Tooltip> : button;
}
